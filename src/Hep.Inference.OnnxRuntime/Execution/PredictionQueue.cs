namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// The calls that wait for a model, and the workers that serve them. A worker is a turn on the thread pool, started when a call
/// arrives and fewer than the allowed number are at work, and gone when nothing waits: an idle model holds no thread. It takes
/// what is waiting, up to a number of rows, and never waits for more.
/// </summary>
internal sealed class PredictionQueue(OnnxSession session, int workers, int sharedRows, int capacity, PredictionCounts counts)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<PredictionCall> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _working;
    private bool _closed;

    /// <summary>Waits for a worker and the run.</summary>
    /// <exception cref="InferenceException">Too many calls wait already, or the model failed.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is disposed.</exception>
    public Task<Tensor[]> RunAsync(PredictionCall call, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(OnnxPredictor));
            if (_waiting.Count >= capacity)
                throw new InferenceException(InferenceFailure.Overloaded, $"{capacity} calls wait for the model already: try again later.");
            call.Watch(cancellationToken);
            _waiting.Enqueue(call);
            counts.Enqueued();
            if (_working == workers) return call.Completion;
            _working++;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Work(), this, preferLocal: false);
        return call.Completion;
    }

    /// <summary>Refuses new calls and waits until those under way are served.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_working == 0) _drained.TrySetResult();
        }
        await _drained.Task.ConfigureAwait(false);
    }

    private void Work()
    {
        List<PredictionCall> taken = [];
        while (TakeWaiting(taken))
        {
            SharedRun.Serve(session, taken, counts);
            taken.Clear();
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
                if (taken.Count > 0 && (next.Rows == 0 || taken[0].Rows == 0 || next.Rows > sharedRows - rows || !taken[0].CanJoin(next)))
                    return true;
                _waiting.Dequeue();
                counts.Dequeued();
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
