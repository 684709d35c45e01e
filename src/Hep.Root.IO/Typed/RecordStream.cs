namespace Hep.Root.IO;

/// <summary>Batches of records, one record at a time. Records are made some hundred at once, so that the step from one to the next is a
/// step in an array.</summary>
internal sealed class RecordStream<T>(IAsyncEnumerable<RecordBatch<T>> batches) : IAsyncEnumerable<T> where T : IRootRecord<T>
{
    private const int ChunkEntries = 128;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(batches.GetAsyncEnumerator(cancellationToken), cancellationToken);

    private sealed class Enumerator(IAsyncEnumerator<RecordBatch<T>> batches, CancellationToken cancellationToken) : IAsyncEnumerator<T>
    {
        private readonly T[] _records = new T[ChunkEntries];
        private RecordBatch<T>? _batch;
        private int _next;
        private int _index;
        private int _count;

        public T Current => _records[_index];

        public ValueTask<bool> MoveNextAsync()
        {
            if (++_index < _count || ReadChunk()) return new ValueTask<bool>(true);
            return NextBatchAsync();
        }

        public ValueTask DisposeAsync()
        {
            _batch?.Release();
            _batch = null;
            _count = 0;
            return batches.DisposeAsync();
        }

        private bool ReadChunk()
        {
            if (_batch is null || _next >= _batch.EntryCount) return false;
            cancellationToken.ThrowIfCancellationRequested();
            _index = 0;
            _count = Math.Min(ChunkEntries, _batch.EntryCount - _next);
            _batch.Reader.Read(_next, _records.AsSpan(0, _count));
            _next += _count;
            return true;
        }

        private async ValueTask<bool> NextBatchAsync()
        {
            do
            {
                _batch?.Release();
                _batch = null;
                _count = 0;
                if (!await batches.MoveNextAsync().ConfigureAwait(false)) return false;
                _batch = batches.Current;
                _next = 0;
            }
            while (!ReadChunk());
            return true;
        }
    }
}
