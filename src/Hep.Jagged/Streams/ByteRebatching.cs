using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Cuts and joins batches to as many entries as fit into a number of bytes.</summary>
internal static class ByteRebatching
{
    private const string Kind = "rebatch_bytes";

    /// <summary>
    /// Batches of as many entries as fit, one at least: a function of the entries and the bound, not of how they are batched. Values are
    /// copied only where batches are joined. A place is that of the first entry which was joined with those before it, and how many batches
    /// came of them.
    /// </summary>
    public static async IAsyncEnumerable<PlacedBatch<EntryBatch>> Run(
        Opening open, int bytes, BatchPosition? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (BatchPosition? start, long given) = from is null ? (null, 0) : Check(from, bytes);
        List<EntryBatch> parts = [];
        long held = 0, ends = 0;                        // of the entries of the parts, and of the offsets behind their last
        try
        {
            await foreach (BatchInWork work in open.ReadWithin(start, cancellationToken).ConfigureAwait(false))
            {
                using EntryBatch whole = work.Placed.Batch;
                EntryBytes sizes = new(whole);
                for (int at = work.Start; at < whole.EntryCount;)
                {
                    ends = Math.Max(ends, sizes.Empty);
                    int count = sizes.CountFitting(at, whole.EntryCount - at, bytes - ends - held);
                    if (parts.Count == 0) count = Math.Max(count, 1);
                    if (count > 0)
                    {
                        parts.Add(whole.Slice(at, count));
                        held += sizes.Of(at, count);
                        at += count;
                    }
                    if (at == whole.EntryCount) break;
                    (held, ends) = (0, 0);
                    using EntryBatch full = Rebatching.Join(parts);
                    foreach (PlacedBatch<EntryBatch> fitting in Place(full)) yield return fitting;
                    (start, given) = (work.PlaceBehind(at), 0);
                }
            }
            if (parts.Count == 0) yield break;
            using EntryBatch last = Rebatching.Join(parts);
            foreach (PlacedBatch<EntryBatch> fitting in Place(last)) yield return fitting;
        }
        finally
        {
            parts.ForEach(p => p.Dispose());
        }

        IEnumerable<PlacedBatch<EntryBatch>> Place(EntryBatch joined)
        {
            long count = 0;
            foreach (EntryBatch fitting in Cut(joined, bytes))
                if (++count <= given) fitting.Dispose();
                else yield return new(fitting, new BatchPosition(Kind, [bytes, count], start));
        }
    }

    private static (BatchPosition? Start, long Given) Check(BatchPosition from, int bytes)
    {
        IReadOnlyList<long> numbers = from.NumbersOf(Kind, 2, 1);
        return numbers[0] == bytes
            ? (from.Sources[0], numbers[1])
            : throw new PipelineException($"The position is one in batches of {numbers[0]} bytes, not of {bytes}.");
    }

    // Columns that share offsets in some parts only have offsets of their own when these are joined: that may be too much.
    private static IEnumerable<EntryBatch> Cut(EntryBatch batch, int bytes)
    {
        if (batch.EntryCount == 1 || batch.ColumnBytes <= bytes)
        {
            yield return batch.Share();
            yield break;
        }
        EntryBytes sizes = new(batch);
        for (int at = 0, count; at < batch.EntryCount; at += count)
        {
            count = Math.Max(1, sizes.CountFitting(at, batch.EntryCount - at, bytes - sizes.Empty));
            yield return batch.Slice(at, count);
        }
    }
}
