using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Begins a stream's reading number r, from 0, at a place; only where it is repeated there is a second.</summary>
internal delegate IAsyncEnumerable<PlacedBatch<EntryBatch>> RepeatedOpening(int reading, BatchPosition? from);

/// <summary>Takes batches from several streams in an order.</summary>
internal static class InterleavedStreams
{
    private const string Kind = "interleave";

    /// <summary>The mixture. A place is that of each stream, with what decides its turns.</summary>
    /// <param name="open">What begins each stream.</param>
    /// <param name="order">Who is next, and when it ends.</param>
    /// <param name="shares">What the progress of each stream is divided by.</param>
    /// <param name="from">Where to begin; null: at the beginning.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<PlacedBatch<EntryBatch>> Run(
        IReadOnlyList<RepeatedOpening> open, Interleaving order, double[] shares, BatchPosition? from = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Turn[] turns = [.. open.Select((o, i) => new Turn(i, o, shares[i]))];
        if (from?.NumbersOf(Kind, turns.Length * Turn.NumberCount, turns.Length) is { } numbers)
            foreach (Turn turn in turns) turn.GoOn(numbers, from.Sources);
        int unread = turns.Count(t => !t.HasEnded);
        try
        {
            while (Next(turns) is { } turn)
            {
                if (await turn.MoveNextAsync(cancellationToken).ConfigureAwait(false))
                {
                    EntryBatch batch = turn.Take();
                    turn.Advance(order.Order == MixtureOrder.Batches ? 1 : batch.EntryCount);
                    yield return new(batch,
                        new BatchPosition(Kind, [.. turns.SelectMany(t => t.Numbers)], [.. turns.Select(t => t.Place)]));
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
    private sealed class Turn(int index, RepeatedOpening open, double share)
    {
        public const int NumberCount = 5;

        private IAsyncEnumerator<PlacedBatch<EntryBatch>>? _reading;
        private int _readings;                          // that were begun
        private long _given;
        private long _givenBefore = -1;                 // when the reading that ended last began

        /// <summary>The place in the reading that goes on; null: there is none.</summary>
        public BatchPosition? Place { get; private set; }

        /// <summary>What decides its turns, to go on with.</summary>
        public long[] Numbers => [_readings, _given, _givenBefore, HasEnded ? 1 : 0, IsLeftOut ? 1 : 0];

        /// <summary>What it gave so far over its share; one without a share, which has no entries, ends before the others begin.</summary>
        public double Progress => share > 0 ? _given / share : HasEnded ? double.PositiveInfinity : 0;

        public bool HasEnded { get; private set; }

        public bool IsBetweenReadings => HasEnded && _reading is null && Place is null;

        public bool IsLeftOut { get; set; }

        public void GoOn(IReadOnlyList<long> numbers, IReadOnlyList<BatchPosition?> places)
        {
            int at = index * NumberCount;
            (_readings, _given, _givenBefore) = ((int)numbers[at], numbers[at + 1], numbers[at + 2]);
            (HasEnded, IsLeftOut, Place) = (numbers[at + 3] != 0, numbers[at + 4] != 0, places[index]);
        }

        public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
        {
            if (_reading is null && Place is not null) _reading = open(_readings - 1, Place).GetAsyncEnumerator(cancellationToken);
            if (_reading is null)
            {
                if (_given == _givenBefore)
                    throw new PipelineException($"Stream {index} of the mixture has no entries: it cannot begin again until "
                        + "the longest has ended. Leave it out, or let the mixture end otherwise.");
                _givenBefore = _given;
                _reading = open(_readings++, null).GetAsyncEnumerator(cancellationToken);
            }
            return _reading.MoveNextAsync();
        }

        public EntryBatch Take()
        {
            Place = _reading!.Current.Behind;
            return _reading.Current.Batch;
        }

        public void Advance(long step) => _given += step;

        public ValueTask EndAsync()
        {
            HasEnded = true;
            Place = null;
            return CloseAsync();
        }

        public ValueTask CloseAsync()
        {
            IAsyncEnumerator<PlacedBatch<EntryBatch>>? reading = _reading;
            _reading = null;
            return reading?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }
}
