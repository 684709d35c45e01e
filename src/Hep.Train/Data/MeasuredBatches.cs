using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>Counts the entries of a stream, and the time in which its consumer waited for them.</summary>
internal sealed class MeasuredBatches(IAsyncEnumerable<PaddedBatch> batches)
{
    private long _waited;

    /// <summary>Entries that were handed on.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Time in which the consumer waited.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waited);

    public async IAsyncEnumerable<PaddedBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long from = Stopwatch.GetTimestamp();
        await foreach (PaddedBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _waited += Stopwatch.GetTimestamp() - from;
            EntryCount += batch.EntryCount;
            yield return batch;
            from = Stopwatch.GetTimestamp();
        }
    }
}
