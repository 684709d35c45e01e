using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>Takes entries from several streams in turns.</summary>
internal static class MixedEntries
{
    private const int BatchSize = 4096;

    /// <summary>The mixture, in batches of one size but for the last.</summary>
    /// <param name="open">For each stream what begins its reading number r, from 0.</param>
    /// <param name="turns">Who is next, and when it ends.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IReadOnlyList<Func<int, IAsyncEnumerable<EntryBatch>>> open, EntryTurns turns,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Reader[] readers = [.. open.Select(o => new Reader(o))];
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

        EntryBatch Take()
        {
            EntryBatch mixed = EntryBatch.Take(parts, order.AsSpan(0, count));
            Drop();
            return mixed;
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
    private sealed class Reader(Func<int, IAsyncEnumerable<EntryBatch>> open)
    {
        private IAsyncEnumerator<EntryBatch>? _reading;
        private EntryBatch? _batch;
        private int _readings, _at;

        /// <summary>The place of its next entry among the parts of the next mixed batch; −1: it has no part there yet.</summary>
        public int Part { get; set; } = -1;

        public bool HasEntry => _batch is { } batch && _at < batch.EntryCount;

        /// <summary>The entries from the next on, at most so many.</summary>
        public EntryBatch Share(int most) => _batch!.Slice(_at, Math.Min(most, _batch.EntryCount - _at));

        public void Advance()
        {
            if (++_at == _batch!.EntryCount) Part = -1;
        }

        /// <summary>Goes on to the next entry; false where the reading has ended: the next call begins another one.</summary>
        public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
        {
            _reading ??= open(_readings++).GetAsyncEnumerator(cancellationToken);
            do
            {
                _batch?.Dispose();
                _batch = null;
                if (!await _reading.MoveNextAsync().ConfigureAwait(false))
                {
                    await CloseAsync().ConfigureAwait(false);
                    return false;
                }
                (_batch, _at, Part) = (_reading.Current, 0, -1);
            }
            while (_batch.EntryCount == 0);
            return true;
        }

        public ValueTask CloseAsync()
        {
            _batch?.Dispose();
            _batch = null;
            IAsyncEnumerator<EntryBatch>? reading = _reading;
            _reading = null;
            return reading?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }
}
