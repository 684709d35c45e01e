namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// The calls that wait for a model, and the workers that serve them. A worker is a turn on the thread pool, started when a call
/// arrives and fewer than the allowed number are at work, and gone when nothing waits: an idle model holds no thread. It takes
/// what is waiting, up to a number of rows; after a while it goes to the end of the pool's queue, so that every model has its turn.
/// </summary>
internal sealed class PredictionQueue : IAsyncDisposable
{
    private const long TurnMilliseconds = 20;

    private readonly OnnxSession _session;
    private readonly OnnxPredictorOptions _options;
    private readonly PredictionCounts _counts;
    private readonly Lock _lock = new();
    private readonly Queue<PredictionCall> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer? _company;
    private int _working;
    private bool _closed;

    public PredictionQueue(OnnxSession session, OnnxPredictorOptions options, PredictionCounts counts)
    {
        _session = session;
        _options = options;
        _counts = counts;
        if (options.LongestWait > TimeSpan.Zero)
            _company = new Timer(static queue => ((PredictionQueue)queue!).StopWaiting(), this, -1, -1);
    }

    /// <summary>Waits for a worker and the run.</summary>
    /// <exception cref="InferenceException">Too many calls wait already, or the model failed.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is disposed.</exception>
    public Task<Tensor[]> RunAsync(PredictionCall call)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(OnnxPredictor));
            if (_waiting.Count >= _options.QueueLength)
                throw new InferenceException(InferenceFailure.Overloaded,
                    $"{_options.QueueLength} calls wait for the model already: try again later.");
            call.Watch();
            _waiting.Enqueue(call);
            _counts.Enqueued();
            if (_working == _options.Workers || WaitsForCompany(call)) return call.Completion;
            _working++;
        }
        TakeTurn();
        return call.Completion;
    }

    /// <summary>Refuses new calls and waits until those under way are served.</summary>
    public async ValueTask DisposeAsync()
    {
        bool isIdle;
        lock (_lock)
        {
            _closed = true;
            isIdle = _working == 0;
            if (isIdle && _waiting.Count > 0) _working++;
            else if (isIdle) _drained.TrySetResult();
        }
        if (_company is not null) await _company.DisposeAsync().ConfigureAwait(false);
        if (isIdle && !_drained.Task.IsCompleted) TakeTurn();
        await _drained.Task.ConfigureAwait(false);
    }

    /// <summary>An idle model gives its first call some time; the row that fills a run ends it.</summary>
    private bool WaitsForCompany(PredictionCall call)
    {
        if (_company is null || _working > 0 || call.Rows == 0) return false;
        if (_waiting.Count == 1) _company.Change(_options.LongestWait, Timeout.InfiniteTimeSpan);
        return _waiting.Sum(c => c.Rows) < _options.SharedRows;
    }

    private void StopWaiting()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 || _working == _options.Workers) return;
            _working++;
        }
        TakeTurn();
    }

    private void TakeTurn() => ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Work(), this, preferLocal: false);

    private void Work()
    {
        List<PredictionCall> taken = [];
        long start = Environment.TickCount64;
        while (TakeWaiting(taken))
        {
            SharedRun.Serve(_session, taken, _counts);
            taken.Clear();
            if (Environment.TickCount64 - start < TurnMilliseconds) continue;
            TakeTurn();
            return;
        }
    }

    /// <summary>
    /// Takes the first call and those right behind it that can share its run; false, and one worker less, when nothing waits.
    /// </summary>
    private bool TakeWaiting(List<PredictionCall> taken)
    {
        lock (_lock)
        {
            int rows = 0;
            while (_waiting.TryPeek(out PredictionCall? next))
            {
                if (taken.Count > 0 && (next.Rows == 0 || taken[0].Rows == 0 || next.Rows > _options.SharedRows - rows
                    || !taken[0].CanJoin(next)))
                    return true;
                _waiting.Dequeue();
                _counts.Dequeued();
                if (!next.TryTake()) continue;
                taken.Add(next);
                rows += next.Rows;
            }
            if (taken.Count > 0) return true;
            _working--;
            if (_closed && _working == 0) _drained.TrySetResult();
            return false;
        }
    }
}
