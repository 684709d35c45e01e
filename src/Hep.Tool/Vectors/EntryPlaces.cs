using Hep.Jagged;

namespace Hep.Tool.Vectors;

/// <summary>Where entries stand: for each the index of its source, and its place in that source's chain of files.</summary>
internal static class EntryPlaces
{
    /// <summary>The numbers of an entry.</summary>
    public const int Width = 2;

    /// <summary>Writes them, [n, 2].</summary>
    public static void Copy(EntryIdentities identities, Span<long> places)
    {
        ReadOnlySpan<int> sources = identities.SourceIndices;
        ReadOnlySpan<long> entries = identities.Entries;
        for (int i = 0; i < identities.Count; i++)
        {
            EntrySource source = identities.Sources[sources[i]];
            places[Width * i] = source.DatasetSource;
            places[Width * i + 1] = source.ChainStart + entries[i];
        }
    }
}
