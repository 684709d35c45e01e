using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>The clusters of an epoch in the order in which they are drawn: some files are open, and give theirs at random.</summary>
internal static class ClusterDraw
{
    public static async IAsyncEnumerable<ReadUnit> Run(
        int files, Look look, ShuffleOptions shuffle, DatasetSample? sample, int epoch,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SeededRandom random = SeededRandom.ForEpoch(shuffle.Seed, epoch);
        int[] order = random.Permutation(files);
        List<OpenFile> open = [];
        for (int next = 0, left = 0; ; )
        {
            for (; open.Count < shuffle.Files && next < order.Length && left < int.MaxValue / 2; next++)
            {
                if (await look(order[next], cancellationToken).ConfigureAwait(false) is not { } file) continue;
                EntryRange[] clusters = file.ClustersOf(shuffle.Buffer);
                if (sample is not null) clusters = ClusterSample.Choose(file, sample, clusters);
                if (clusters.Length == 0) continue;
                open.Add(new OpenFile(order[next], clusters, random.Permutation(clusters.Length)));
                left += clusters.Length;
            }
            if (open.Count == 0) yield break;
            int at = random.Below(left--), place = 0;
            while (at >= open[place].Left) at -= open[place++].Left;
            ReadUnit drawn = open[place].Draw();
            if (drawn.EndsFile) open.RemoveAt(place);
            yield return drawn;
        }
    }

    private sealed class OpenFile(int file, EntryRange[] clusters, int[] order)
    {
        public int Left { get; private set; } = clusters.Length;

        public ReadUnit Draw() => new(file, clusters[order[--Left]], Left == 0);
    }
}

/// <summary>What is known of a file of a dataset; null where it is skipped.</summary>
internal delegate ValueTask<DatasetFile?> Look(int place, CancellationToken cancellationToken);
