using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>Counts the entries of a stream, and the time in which its consumer waited for them.</summary>
internal sealed class MeasuredBatches(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _waited;

    /// <summary>Entries that were handed on.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Time in which the consumer waited.</summary>
    public TimeSpan Waited => clock.GetElapsedTime(0, _waited);

    /// <summary>Entries a second so far.</summary>
    public double EntriesPerSecond => EntryCount / clock.GetElapsedTime(_start).TotalSeconds;

    public async IAsyncEnumerable<PlacedBatch<PaddedBatch>> ReadAsync(
        IAsyncEnumerable<PlacedBatch<PaddedBatch>> batches, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long from = clock.GetTimestamp();
        await foreach (PlacedBatch<PaddedBatch> placed in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _waited += clock.GetTimestamp() - from;
            EntryCount += placed.Batch.EntryCount;
            yield return placed;
            from = clock.GetTimestamp();
        }
    }
}
