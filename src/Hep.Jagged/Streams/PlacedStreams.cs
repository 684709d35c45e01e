using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Begins a stream at a place in its epoch; null is the beginning.</summary>
internal delegate IAsyncEnumerable<PlacedBatch<EntryBatch>> Opening(BatchPosition? from);

/// <summary>Streams that know where they are.</summary>
internal static class PlacedStreams
{
    private const string Kind = "batches", WithinKind = "within";

    /// <summary>
    /// The batches of a stream that knows no places: they are counted, and those before the place read and dropped.
    /// </summary>
    public static async IAsyncEnumerable<PlacedBatch<EntryBatch>> CountBatches(this IAsyncEnumerable<EntryBatch> source,
        BatchPosition? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long count = 0, given = from?.NumbersOf(Kind, 1, 0)[0] ?? 0;
        await foreach (EntryBatch batch in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            if (++count <= given) batch.Dispose();
            else yield return new(batch, new BatchPosition(Kind, [count]));
    }

    /// <summary>What an operator on streams with places makes of one that has none.</summary>
    public static IAsyncEnumerable<EntryBatch> Through(
        this IAsyncEnumerable<EntryBatch> source, Func<Opening, IAsyncEnumerable<PlacedBatch<EntryBatch>>> operation) =>
        operation(from => source.CountBatches(from)).Batches();

    /// <summary>The batches alone.</summary>
    public static async IAsyncEnumerable<T> Batches<T>(
        this IAsyncEnumerable<PlacedBatch<T>> source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : class, IDisposable
    {
        await foreach (PlacedBatch<T> placed in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return placed.Batch;
    }

    /// <summary>
    /// The batches from a place on that may lie within one: what <see cref="BatchInWork.PlaceBehind"/> gives. The first is cut there.
    /// </summary>
    public static async IAsyncEnumerable<BatchInWork> ReadWithin(
        this Opening open, BatchPosition? from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BatchPosition? before = from;
        long dropped = 0;
        if (from is not null && from.Is(WithinKind)) (dropped, before) = (from.NumbersOf(WithinKind, 1, 1)[0], from.Sources[0]);
        await foreach (PlacedBatch<EntryBatch> placed in open(before).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            int start = (int)Math.Clamp(dropped, 0, placed.Batch.EntryCount);
            dropped -= start;
            BatchInWork work = new(placed, before, start);
            before = placed.Behind;
            yield return work;
        }
    }

    /// <summary>The place behind some entries of the batch that comes at another place.</summary>
    internal static BatchPosition Within(BatchPosition? before, int entries) => new(WithinKind, [entries], before);
}

/// <summary>A batch whose entries are taken one after the other.</summary>
/// <param name="Placed">The batch, whole.</param>
/// <param name="Before">Where it comes in its stream.</param>
/// <param name="Start">The first of its entries that is wanted.</param>
internal readonly record struct BatchInWork(PlacedBatch<EntryBatch> Placed, BatchPosition? Before, int Start)
{
    /// <summary>The place behind so many of its entries.</summary>
    public BatchPosition? PlaceBehind(int entries) =>
        entries == Placed.Batch.EntryCount ? Placed.Behind : entries == 0 ? Before : PlacedStreams.Within(Before, entries);
}
