using Hep.Jagged;

namespace Hep.Train;

/// <summary>Entries in memory as a mixture takes them: those of each group in an order of its own.</summary>
internal static class MixedRows
{
    /// <summary>For each group of a mixture its rows.</summary>
    public static int[][] Of(PaddedBatch entries, IReadOnlyList<EntryGroup> groups)
    {
        List<int>[] rows = [.. groups.Select(_ => new List<int>())];
        Dictionary<(int Source, float Label), int> groupOf = [];
        ReadOnlySpan<int> sources = entries.Identities.SourceIndices;
        for (int row = 0; row < entries.EntryCount; row++)
        {
            (int Source, float Label) key = (entries.Identities.Sources[sources[row]].DatasetSource,
                groups[0].Label is null ? 0 : entries.Labels[row]);
            if (!groupOf.TryGetValue(key, out int group))
                groupOf.Add(key, group = groups.Index().First(
                    g => g.Item.Sources.Contains(key.Source) && (g.Item.Label is null || g.Item.Label == key.Label)).Index);
            rows[group].Add(row);
        }
        return [.. rows.Select(r => r.ToArray())];
    }

    /// <summary>The rows of one epoch, as many at a time as a step takes.</summary>
    /// <param name="rows">The rows of each group.</param>
    /// <param name="turns">Who is next, and when it ends.</param>
    /// <param name="size">Rows at a time.</param>
    /// <param name="seed">Decides with the epoch the order of each group, anew where one begins again.</param>
    /// <param name="epoch">The epoch.</param>
    public static IEnumerable<int[]> Read(int[][] rows, EntryTurns turns, int size, long seed, int epoch)
    {
        int[] order = new int[size], readings = new int[rows.Length], next = new int[rows.Length];
        int[][] mixed = [.. rows.Select((r, group) => Mix(r, group, 0))];
        int count = 0;
        while (turns.Next() is >= 0 and int group)
        {
            if (next[group] == mixed[group].Length)
            {
                if (!turns.End(group)) break;
                (mixed[group], next[group]) = (Mix(rows[group], group, ++readings[group]), 0);
                continue;
            }
            order[count++] = mixed[group][next[group]++];
            turns.Give(group);
            if (count < size) continue;
            yield return order;
            count = 0;
        }
        if (count > 0) yield return order[..count];

        int[] Mix(int[] own, int group, int reading)
        {
            long seedOfGroup = (long)SeededRandom.Combine((ulong)seed, (ulong)group);
            int[] places = SeededRandom.ForEpoch(seedOfGroup, EntryMixture.EpochOf(epoch, reading)).Permutation(own.Length);
            return Array.ConvertAll(places, place => own[place]);
        }
    }
}
