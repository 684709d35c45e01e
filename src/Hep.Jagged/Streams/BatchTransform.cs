using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Streams in which each batch becomes one other or none.</summary>
internal static class BatchTransform
{
    /// <summary>The stream of what batches become; each received one is disposed, and each given one stands in its place.</summary>
    /// <param name="source">The stream before.</param>
    /// <param name="begin">
    /// Called for each enumeration: makes the step, which may remember what it learned from earlier batches, and gives null
    /// for a batch of which nothing remains.
    /// </param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<PlacedBatch<EntryBatch>> Run(
        IAsyncEnumerable<PlacedBatch<EntryBatch>> source, Func<Func<EntryBatch, EntryBatch?>> begin,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Func<EntryBatch, EntryBatch?> step = begin();
        await foreach (PlacedBatch<EntryBatch> placed in source.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            EntryBatch? result;
            using (placed.Batch) result = step(placed.Batch);
            if (result is not null) yield return placed with { Batch = result };
        }
    }

    /// <summary>The same for a stream without places.</summary>
    public static IAsyncEnumerable<EntryBatch> Run(IAsyncEnumerable<EntryBatch> source, Func<Func<EntryBatch, EntryBatch?>> begin) =>
        source.Through(open => Run(open(null), begin));
}
