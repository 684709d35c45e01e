using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Cuts and joins batches to one size.</summary>
internal static class Rebatching
{
    private const string Kind = "rebatch";

    /// <summary>
    /// Batches of <paramref name="entries"/> entries; the last may be shorter. Values are copied only where batches are joined. A place is
    /// that of the next entry in the stream before.
    /// </summary>
    public static async IAsyncEnumerable<PlacedBatch<EntryBatch>> Run(
        Opening open, int entries, BatchPosition? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BatchPosition? start = from is null ? null : Check(from, entries).Sources[0];
        BatchPosition? end = start;
        List<EntryBatch> parts = [];
        int held = 0;
        try
        {
            await foreach (BatchInWork work in open.ReadWithin(start, cancellationToken).ConfigureAwait(false))
            {
                using EntryBatch whole = work.Placed.Batch;
                for (int at = work.Start; at < whole.EntryCount;)
                {
                    int count = Math.Min(entries - held, whole.EntryCount - at);
                    parts.Add(whole.Slice(at, count));
                    (at, held) = (at + count, held + count);
                    if (held < entries) continue;
                    held = 0;
                    yield return new(Join(parts), Place(entries, work.PlaceBehind(at)));
                }
                end = work.Placed.Behind;
            }
            if (parts.Count > 0) yield return new(Join(parts), Place(entries, end));
        }
        finally
        {
            parts.ForEach(p => p.Dispose());
        }
    }

    /// <summary>One batch of all parts, which are given up; the list is empty afterwards.</summary>
    public static EntryBatch Join(List<EntryBatch> parts)
    {
        EntryBatch joined = parts.Count == 1 ? parts[0].Share() : EntryBatch.Concat(parts);
        parts.ForEach(p => p.Dispose());
        parts.Clear();
        return joined;
    }

    private static BatchPosition Place(int entries, BatchPosition? next) => new(Kind, [entries], next);

    private static BatchPosition Check(BatchPosition from, int entries) => from.NumbersOf(Kind, 1, 1)[0] == entries
        ? from
        : throw new PipelineException($"The position is one in batches of {from.NumbersOf(Kind, 1, 1)[0]} entries, not of {entries}.");
}
