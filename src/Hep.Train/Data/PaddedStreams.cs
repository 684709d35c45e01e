using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>Operators on streams of padded batches that know where they are.</summary>
internal static class PaddedStreams
{
    private const string RowsKind = "rows", StepsKind = "steps";

    /// <summary>Applies a pipeline to each batch, which is disposed.</summary>
    public static async IAsyncEnumerable<PlacedBatch<PaddedBatch>> ApplyAsync(this IAsyncEnumerable<PlacedBatch<EntryBatch>> source,
        FeaturePipeline pipeline, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach ((EntryBatch batch, BatchPosition behind) in source.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            PaddedBatch padded;
            using (batch) padded = pipeline.Apply(batch);
            yield return new(padded, behind);
        }
    }

    /// <summary>
    /// Cuts and joins batches so that each has <paramref name="entries"/> rows, whatever the cuts left of them; only the last may be
    /// shorter. A place is that of the batch in which the next row lies, and the rows of it that were given.
    /// </summary>
    /// <param name="open">Begins the stream at a place of it.</param>
    /// <param name="entries">Rows of a batch.</param>
    /// <param name="from">Where to begin; null: at the beginning.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<PlacedBatch<PaddedBatch>> RebatchAsync(
        Func<BatchPosition?, IAsyncEnumerable<PlacedBatch<PaddedBatch>>> open, int entries, BatchPosition? from = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int at = from is null ? 0 : (int)Math.Clamp(from.NumbersOf(RowsKind, 1, 1)[0], 0, int.MaxValue), held = 0;
        BatchPosition? before = from?.Sources[0];
        List<PaddedBatch> parts = [];
        try
        {
            IAsyncEnumerable<PlacedBatch<PaddedBatch>> source = open(before);
            await foreach ((PaddedBatch batch, BatchPosition behind) in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                PaddedBatch? whole = batch;             // until all of it is a part
                try
                {
                    int rows = batch.EntryCount;
                    while (at < rows)
                    {
                        int first = at, count = Math.Min(entries - held, rows - at);
                        (at, held) = (at + count, held + count);
                        parts.Add(count == rows ? batch : Rows(batch, first, count));
                        if (count == rows) whole = null;
                        if (held < entries) continue;
                        held = 0;
                        yield return new(Join(parts), at == rows ? Place(0, behind) : Place(at, before));
                    }
                }
                finally
                {
                    whole?.Dispose();
                }
                (at, before) = (0, behind);
            }
            if (parts.Count > 0) yield return new(Join(parts), Place(0, before));
        }
        finally
        {
            parts.ForEach(p => p.Dispose());
        }

        static BatchPosition Place(int row, BatchPosition? before) => new(RowsKind, [row], before);
    }

    /// <summary>Batches that are found by their number, with the places behind them.</summary>
    /// <param name="batches">What gives them from a number on.</param>
    /// <param name="from">Where to begin; null: at the beginning.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<PlacedBatch<PaddedBatch>> CountAsync(Func<int, IAsyncEnumerable<PaddedBatch>> batches,
        BatchPosition? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int count = from is null ? 0 : (int)Math.Clamp(from.NumbersOf(StepsKind, 1, 0)[0], 0, int.MaxValue);
        await foreach (PaddedBatch batch in batches(count).WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new(batch, new BatchPosition(StepsKind, [++count]));
    }

    private static PaddedBatch Join(List<PaddedBatch> parts)
    {
        PaddedBatch joined = parts is [var only] ? only : PaddedBatch.Concat(parts);
        if (parts.Count > 1) parts.ForEach(p => p.Dispose());
        parts.Clear();
        return joined;
    }

    private static PaddedBatch Rows(PaddedBatch batch, int start, int count)
    {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) rows[i] = start + i;
        return batch.Take(rows);
    }
}
