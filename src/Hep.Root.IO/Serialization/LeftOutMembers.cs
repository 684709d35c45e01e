using System.Collections.Frozen;

namespace Hep.Root.IO.Serialization;

/// <summary>
/// Members, and base classes, whose bytes are passed over, because nobody asks for them: by the class that declares them.
/// </summary>
internal sealed class LeftOutMembers(params IReadOnlyCollection<KeyValuePair<string, string[]>> byClass)
{
    private readonly FrozenDictionary<string, FrozenSet<string>> _byClass = byClass.ToFrozenDictionary(
        row => row.Key, row => row.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    public static LeftOutMembers None { get; } = new();

    public bool Contains(string className, string member) =>
        _byClass.TryGetValue(className, out FrozenSet<string>? members) && members.Contains(member);

    /// <summary>What objects of a class may lack: they have also what its bases declare.</summary>
    public FrozenSet<string> Of(string className) => _byClass.ContainsKey(className)
        ? _byClass.Values.SelectMany(members => members).ToFrozenSet(StringComparer.Ordinal)
        : FrozenSet<string>.Empty;
}
