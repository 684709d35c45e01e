using Hep.Jagged;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>The clusters of an epoch in the order in which they are drawn: some files are open, and give theirs at random.</summary>
internal static class ClusterDraw
{
    public static IEnumerable<ReadUnit> Run(IReadOnlyList<DatasetFile> files, DatasetShuffle shuffle, int epoch)
    {
        SeededRandom random = SeededRandom.ForEpoch(shuffle.Seed, epoch);
        int[] order = random.Permutation(files.Count);
        List<OpenFile> open = [];
        for (int next = 0, left = 0; ; )
        {
            for (; open.Count < shuffle.Files && next < order.Length && left < int.MaxValue / 2; next++)
            {
                EntryRange[] clusters = files[order[next]].ClustersOf(shuffle.Buffer);
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
