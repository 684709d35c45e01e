namespace Hep.Jagged.Tests;

/// <summary>An entry as weights see it.</summary>
internal readonly record struct Labelled(int Label, double Pt, double Eta, double Weight);

/// <summary>Sources of entries with label, weight and two quantities, and histograms of them that are plain loops.</summary>
internal static class LabelledEntries
{
    public static BatchSource Source(IReadOnlyList<Labelled> entries, int batchSize = 7) =>
        BatchSource.From([.. entries.Chunk(batchSize).Select((chunk, i) => new EntryBatch(
            [Column.Create<double>("pt", Array.ConvertAll(chunk, e => e.Pt)),
                Column.Create<double>("eta", Array.ConvertAll(chunk, e => e.Eta)),
                Column.Create<float>(DatasetColumns.Label, Array.ConvertAll(chunk, e => (float)e.Label)),
                Column.Create<double>(DatasetColumns.Weight, Array.ConvertAll(chunk, e => e.Weight))],
            EntryIdentities.Range(EntrySource.None, i * (long)batchSize, chunk.Length)))]);

    /// <summary>The sum of weights by label and bin; entries outside have no bin.</summary>
    public static Dictionary<(int Label, int Bin), double> Sums(IEnumerable<Labelled> entries, Func<Labelled, int> binOf)
    {
        Dictionary<(int, int), double> sums = [];
        foreach (Labelled entry in entries)
            if (binOf(entry) is >= 0 and var bin)
                sums[(entry.Label, bin)] = sums.GetValueOrDefault((entry.Label, bin)) + entry.Weight;
        return sums;
    }

    /// <summary>Reads a source to its end.</summary>
    public static async Task<List<Labelled>> ReadAsync(IBatchSource source)
    {
        List<Labelled> entries = [];
        await foreach (EntryBatch batch in source.ReadAsync())
            using (batch)
                for (int i = 0; i < batch.EntryCount; i++)
                    entries.Add(new Labelled((int)batch.Get<float>(DatasetColumns.Label).Values[i], batch.Get<double>("pt").Values[i],
                        batch.Get<double>("eta").Values[i], batch.GetAs<double>(DatasetColumns.Weight).Values[i]));
        return entries;
    }
}
