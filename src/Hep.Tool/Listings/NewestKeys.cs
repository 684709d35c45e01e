using Hep.Root.IO;

namespace Hep.Tool.Listings;

/// <summary>Keys of one name are versions of one object: of them the highest cycle counts.</summary>
internal static class NewestKeys
{
    /// <summary>The newest key of each path, in the order given.</summary>
    public static IReadOnlyList<RootKey> Of(IReadOnlyList<RootKey> keys)
    {
        Dictionary<string, int> newest = new(StringComparer.Ordinal);
        foreach (RootKey key in keys) newest[key.Path] = Math.Max(newest.GetValueOrDefault(key.Path, int.MinValue), key.Cycle);
        HashSet<string> seen = new(StringComparer.Ordinal);
        return [.. keys.Where(key => key.Cycle == newest[key.Path] && seen.Add(key.Path))];
    }
}
