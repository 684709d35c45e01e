using Hep.Jagged;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Chooses clusters for a sample.</summary>
internal static class ClusterSample
{
    /// <summary>The clusters of a file that are chosen.</summary>
    public static EntryRange[] Choose(DatasetFile file, DatasetSample sample) => Choose(file, sample, file.ClustersOf(int.MaxValue));

    /// <summary>The ranges of a file that are chosen, each by its first entry.</summary>
    public static EntryRange[] Choose(DatasetFile file, DatasetSample sample, EntryRange[] ranges)
    {
        ulong source = EntryHash.OfSource(file.Source, sample.Seed);
        return Array.FindAll(ranges,
            r => SeededRandom.Combine(source, (ulong)r.First) < sample.Fraction * ulong.MaxValue);
    }
}
