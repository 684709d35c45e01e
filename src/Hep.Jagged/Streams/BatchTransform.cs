using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Streams in which each batch becomes one other or none.</summary>
internal static class BatchTransform
{
    /// <summary>The stream of what batches become; each received one is disposed.</summary>
    /// <param name="source">The stream before.</param>
    /// <param name="begin">
    /// Called for each enumeration: makes the step, which may remember what it learned from earlier batches, and gives null
    /// for a batch of which nothing remains.
    /// </param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IAsyncEnumerable<EntryBatch> source, Func<Func<EntryBatch, EntryBatch?>> begin,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Func<EntryBatch, EntryBatch?> step = begin();
        await foreach (EntryBatch batch in source.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            EntryBatch? result;
            using (batch) result = step(batch);
            if (result is not null) yield return result;
        }
    }
}
