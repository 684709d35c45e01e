using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Takes batches from several streams in an order.</summary>
internal static class InterleavedStreams
{
    /// <summary>The mixture.</summary>
    /// <param name="open">For each stream what begins its reading number r, from 0; only where it is repeated there is a second.</param>
    /// <param name="order">Who is next, and when it ends.</param>
    /// <param name="shares">What the progress of each stream is divided by.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IReadOnlyList<Func<int, IAsyncEnumerable<EntryBatch>>> open, Interleaving order, double[] shares,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Turn[] turns = [.. open.Select((o, i) => new Turn(i, o, shares[i]))];
        int unread = turns.Length;                      // streams that did not end yet
        try
        {
            while (Next(turns) is { } turn)
            {
                if (await turn.MoveNextAsync(cancellationToken).ConfigureAwait(false))
                {
                    EntryBatch batch = turn.Current;
                    turn.Advance(order.Order == MixtureOrder.Batches ? 1 : batch.EntryCount);
                    yield return batch;
                    continue;
                }
                if (!turn.HasEnded) unread--;
                await turn.EndAsync().ConfigureAwait(false);
                if (order.End == MixtureEnd.First || unread == 0) break;
                turn.IsLeftOut = order.End == MixtureEnd.Last;
            }
        }
        finally
        {
            await CloseAllAsync(turns, turns.Length).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The one that is furthest behind. Of equals it is one whose reading goes on, so that none begins again while another may be about to
    /// end; of those the first.
    /// </summary>
    private static Turn? Next(Turn[] turns)
    {
        Turn? next = null;
        foreach (Turn turn in turns)
            if (!turn.IsLeftOut && (next is null || turn.Progress < next.Progress
                || (turn.Progress == next.Progress && turn.IsBetweenReadings.CompareTo(next.IsBetweenReadings) < 0)))
                next = turn;
        return next;
    }

    // All are closed even where one fails; the first failure is the one that is told.
    private static async ValueTask CloseAllAsync(Turn[] turns, int count)
    {
        if (count == 0) return;
        try
        {
            await turns[count - 1].CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await CloseAllAsync(turns, count - 1).ConfigureAwait(false);
        }
    }

    /// <summary>One stream of a mixture, and how far it is.</summary>
    private sealed class Turn(int index, Func<int, IAsyncEnumerable<EntryBatch>> open, double share)
    {
        private IAsyncEnumerator<EntryBatch>? _reading;
        private int _readings;
        private long _given;
        private long _givenBefore = -1;                 // when the reading that ended last began

        public EntryBatch Current => _reading!.Current;

        /// <summary>What it gave so far over its share; one without a share, which has no entries, ends before the others begin.</summary>
        public double Progress => share > 0 ? _given / share : HasEnded ? double.PositiveInfinity : 0;

        public bool HasEnded { get; private set; }

        public bool IsBetweenReadings => HasEnded && _reading is null;

        public bool IsLeftOut { get; set; }

        public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
        {
            if (_reading is null)
            {
                if (_given == _givenBefore)
                    throw new PipelineException($"Stream {index} of the mixture has no entries: it cannot begin again until "
                        + "the longest has ended. Leave it out, or let the mixture end otherwise.");
                _givenBefore = _given;
                _reading = open(_readings++).GetAsyncEnumerator(cancellationToken);
            }
            return _reading.MoveNextAsync();
        }

        public void Advance(long step) => _given += step;

        public ValueTask EndAsync()
        {
            HasEnded = true;
            return CloseAsync();
        }

        public ValueTask CloseAsync()
        {
            IAsyncEnumerator<EntryBatch>? reading = _reading;
            _reading = null;
            return reading?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }
}
