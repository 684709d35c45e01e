using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Takes entries from several streams in turns.</summary>
internal static class MixedEntries
{
    private const string Kind = "mixture";
    private const int BatchSize = 4096;

    /// <summary>
    /// The mixture, in batches of one size but for the last. A place is that of the next entry in each stream, with whose turn it is.
    /// </summary>
    /// <param name="open">What begins each stream.</param>
    /// <param name="turns">Who is next, and when it ends.</param>
    /// <param name="from">Where to begin; null: at the beginning.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<PlacedBatch<EntryBatch>> Run(
        IReadOnlyList<RepeatedOpening> open, EntryTurns turns, BatchPosition? from = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Reader[] readers = [.. open.Select(o => new Reader(o))];
        if (from?.NumbersOf(Kind, readers.Length * (EntryTurns.NumberCount + 1), readers.Length) is { } numbers)
        {
            turns.GoOn(numbers);
            for (int i = 0; i < readers.Length; i++)
                readers[i].GoOn((int)numbers[EntryTurns.NumberCount * readers.Length + i], from.Sources[i]);
        }
        List<EntryBatch> parts = [];                    // what entries of the next batch are taken from
        int[] order = new int[BatchSize];
        int count = 0, held = 0;
        try
        {
            while (turns.Next() is >= 0 and int group)
            {
                Reader reader = readers[group];
                if (!reader.HasEntry && !await reader.MoveNextAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (!turns.End(group)) break;
                    continue;
                }
                if (reader.Part < 0)
                {
                    parts.Add(reader.Share(BatchSize - count));
                    reader.Part = held;
                    held += parts[^1].EntryCount;
                }
                order[count++] = reader.Part++;
                reader.Advance();
                turns.Give(group);
                if (count < BatchSize) continue;
                yield return Take();
            }
            if (count > 0) yield return Take();
        }
        finally
        {
            Drop();
            await CloseAllAsync(readers, readers.Length).ConfigureAwait(false);
        }

        PlacedBatch<EntryBatch> Take()
        {
            EntryBatch mixed = EntryBatch.Take(parts, order.AsSpan(0, count));
            Drop();
            return new(mixed, new BatchPosition(
                Kind, [.. turns.Numbers, .. readers.Select(r => (long)r.Readings)], [.. readers.Select(r => r.Place)]));
        }

        void Drop()
        {
            parts.ForEach(p => p.Dispose());
            parts.Clear();
            count = held = 0;
            foreach (Reader reader in readers) reader.Part = -1;
        }
    }

    // All are closed even where one fails; the first failure is the one that is told.
    private static async ValueTask CloseAllAsync(Reader[] readers, int count)
    {
        if (count == 0) return;
        try
        {
            await readers[count - 1].CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await CloseAllAsync(readers, count - 1).ConfigureAwait(false);
        }
    }

    /// <summary>One stream of the mixture, and where in its batch it is.</summary>
    private sealed class Reader(RepeatedOpening open)
    {
        private IAsyncEnumerator<BatchInWork>? _reading;
        private BatchInWork? _work;
        private BatchPosition? _from;                   // where the reading goes on that is not begun yet
        private int _at;

        /// <summary>Readings that were begun.</summary>
        public int Readings { get; private set; }

        /// <summary>The place of its next entry in the reading that goes on; null: there is none.</summary>
        public BatchPosition? Place => _work is { } work ? work.PlaceBehind(_at) : _from;

        /// <summary>The place of its next entry among the parts of the next mixed batch; −1: it has no part there yet.</summary>
        public int Part { get; set; } = -1;

        public bool HasEntry => _work is { Placed.Batch: var batch } && _at < batch.EntryCount;

        public void GoOn(int readings, BatchPosition? place) => (Readings, _from) = (readings, place);

        /// <summary>The entries from the next on, at most so many.</summary>
        public EntryBatch Share(int most)
        {
            EntryBatch batch = _work!.Value.Placed.Batch;
            return batch.Slice(_at, Math.Min(most, batch.EntryCount - _at));
        }

        public void Advance()
        {
            if (++_at == _work!.Value.Placed.Batch.EntryCount) Part = -1;
        }

        /// <summary>Goes on to the next entry; false where the reading has ended: the next call begins another one.</summary>
        public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
        {
            _reading ??= Begin().GetAsyncEnumerator(cancellationToken);
            do
            {
                Drop();
                if (!await _reading.MoveNextAsync().ConfigureAwait(false))
                {
                    await CloseAsync().ConfigureAwait(false);
                    return false;
                }
                _work = _reading.Current;
                (_at, Part) = (_reading.Current.Start, -1);
            }
            while (!HasEntry);
            return true;
        }

        public ValueTask CloseAsync()
        {
            Drop();
            IAsyncEnumerator<BatchInWork>? reading = _reading;
            _reading = null;
            return reading?.DisposeAsync() ?? ValueTask.CompletedTask;
        }

        private IAsyncEnumerable<BatchInWork> Begin()
        {
            BatchPosition? from = _from;
            _from = null;
            int reading = from is null ? Readings++ : Readings - 1;
            return new Opening(place => open(reading, place)).ReadWithin(from);
        }

        private void Drop()
        {
            _work?.Placed.Batch.Dispose();
            _work = null;
        }
    }
}
