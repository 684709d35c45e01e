using System.Diagnostics.CodeAnalysis;

namespace Hep.Root.IO.Serialization;

/// <summary>
/// Objects of one record are equal where they are the same. The runtime's own hash of an identity costs a call into it for each object, and
/// a tree has thousands; their numbers do as well.
/// </summary>
internal sealed class ObjectIdentity : IEqualityComparer<RootObject>
{
    public static ObjectIdentity Comparer { get; } = new();

    public bool Equals(RootObject? x, RootObject? y) => ReferenceEquals(x, y);

    public int GetHashCode([DisallowNull] RootObject obj) => obj.Number;
}
