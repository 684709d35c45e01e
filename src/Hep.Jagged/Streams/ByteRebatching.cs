using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Cuts and joins batches to as many entries as fit into a number of bytes.</summary>
internal static class ByteRebatching
{
    /// <summary>
    /// Batches of as many entries as fit, one at least: a function of the entries and the bound, not of how they are batched. Values are
    /// copied only where batches are joined.
    /// </summary>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IAsyncEnumerable<EntryBatch> source, int bytes, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<EntryBatch> parts = [];
        long held = 0, ends = 0;                        // of the entries of the parts, and of the offsets behind their last
        try
        {
            await foreach (EntryBatch batch in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                using EntryBatch whole = batch;
                EntryBytes sizes = new(whole);
                for (int at = 0; at < whole.EntryCount;)
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
                    foreach (EntryBatch fitting in Cut(full, bytes)) yield return fitting;
                }
            }
            if (parts.Count == 0) yield break;
            using EntryBatch last = Rebatching.Join(parts);
            foreach (EntryBatch fitting in Cut(last, bytes)) yield return fitting;
        }
        finally
        {
            parts.ForEach(p => p.Dispose());
        }
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
