using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// The batches of epoch after epoch, of which one more is made on another thread while one is consumed: behind the last of an epoch it is
/// the first of the next, so that files are opened and buffers filled during the last step and the validation.
/// </summary>
/// <param name="open">Begins an epoch at a place; null is its beginning.</param>
/// <param name="lastEpoch">No epoch behind this one is begun.</param>
internal sealed class BatchesAhead(
    Func<int, BatchPosition?, CancellationToken, IAsyncEnumerable<PlacedBatch<PaddedBatch>>> open, int lastEpoch) : IAsyncDisposable
{
    private Reading? _following;                        // the epoch behind the one that was read to its end

    /// <summary>The batches of an epoch from a place on; one epoch is read at a time.</summary>
    public async IAsyncEnumerable<PlacedBatch<PaddedBatch>> ReadAsync(
        int epoch, BatchPosition? from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (_following?.Epoch != epoch || from is not null) await DisposeAsync().ConfigureAwait(false);
        Reading reading = _following ?? Begin(epoch, from, cancellationToken);
        _following = null;
        try
        {
            while (await reading.Next.ConfigureAwait(false) is { } placed)
            {
                reading.Next = PullAsync(reading, cancellationToken);
                yield return placed;
            }
        }
        finally
        {
            await CloseAsync(reading).ConfigureAwait(false);
        }
    }

    /// <summary>Ends what was begun and nobody takes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_following is not { } reading) return;
        _following = null;
        await CloseAsync(reading).ConfigureAwait(false);
    }

    private Reading Begin(int epoch, BatchPosition? from, CancellationToken cancellationToken)
    {
        Reading reading = new(epoch, open(epoch, from, cancellationToken).GetAsyncEnumerator(cancellationToken));
        reading.Next = PullAsync(reading, cancellationToken);
        return reading;
    }

    private Task<PlacedBatch<PaddedBatch>?> PullAsync(Reading reading, CancellationToken cancellationToken) => Task.Run(async () =>
    {
        if (await reading.Batches.MoveNextAsync().ConfigureAwait(false)) return (PlacedBatch<PaddedBatch>?)reading.Batches.Current;
        await reading.Batches.DisposeAsync().ConfigureAwait(false);     // its files are free for the epoch that follows
        if (reading.Epoch < lastEpoch) _following = Begin(reading.Epoch + 1, null, cancellationToken);
        return null;
    }, CancellationToken.None);

    private static async ValueTask CloseAsync(Reading reading)
    {
        await ((Task)reading.Next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (reading.Next.IsCompletedSuccessfully) (await reading.Next.ConfigureAwait(false))?.Batch.Dispose();
        await reading.Batches.DisposeAsync().ConfigureAwait(false);
    }

    private sealed record Reading(int Epoch, IAsyncEnumerator<PlacedBatch<PaddedBatch>> Batches)
    {
        /// <summary>The batch that is made, or null for the end.</summary>
        public Task<PlacedBatch<PaddedBatch>?> Next { get; set; } = null!;
    }
}
