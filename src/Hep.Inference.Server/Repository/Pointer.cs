using System.Collections.Immutable;

namespace Hep.Inference.Server.Repository;

/// <summary>What points at one version and may be moved, and where it pointed before, in order.</summary>
internal sealed record Pointer(int Version, ImmutableArray<int> Earlier)
{
    private const int Remembered = 100;

    /// <summary>Points at nothing yet.</summary>
    public static Pointer None { get; } = new(0, []);

    public static Pointer At(int version) => None.MoveTo(version);

    public Pointer MoveTo(int version) =>
        version == Version ? this
        : Version == 0 ? new Pointer(version, Earlier)
        : new Pointer(version, [.. Earlier.Skip(Earlier.Length + 1 - Remembered), Version]);

    /// <summary>Where it pointed before it was moved, passing over versions that are gone; null: nowhere.</summary>
    public Pointer? Back(Func<int, bool> isThere)
    {
        for (int at = Earlier.Length - 1; at >= 0; at--)
            if (Earlier[at] != Version && isThere(Earlier[at])) return new Pointer(Earlier[at], Earlier[..at]);
        return null;
    }
}
