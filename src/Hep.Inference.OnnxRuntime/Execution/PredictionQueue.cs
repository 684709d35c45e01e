using System.Diagnostics;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// The calls that wait for a model. As many turns as it may have runs at the same time are asked for while something waits, and none
/// when nothing does: an idle model holds no thread. A turn is one run, which takes what is waiting, up to a number of rows.
/// </summary>
internal sealed class PredictionQueue : IAsyncDisposable
{
    /// <summary>
    /// How much the last run says of the next one, against all before it: a quick one much, as a slow one may have been interrupted, or the
    /// first.
    /// </summary>
    private const double QuickWeight = 0.5, SlowWeight = 0.1;

    /// <summary>A run that is expected to take no longer may be made on the thread of its caller.</summary>
    private static readonly double ShortTicks = Stopwatch.Frequency / 1000.0;

    private readonly OnnxSession _session;
    private readonly OnnxPredictorOptions _options;
    private readonly PredictionCounts _counts;
    private readonly FairTurns _turns;
    private readonly Lock _lock = new();
    private readonly Queue<PredictionCall> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer? _company;
    private int _working;
    private long _waitingRows;
    private double _ticksPerRow = double.PositiveInfinity;   // not known before the first run
    private bool _closed;
    private volatile bool _isShared;   // the last run had several callers

    public PredictionQueue(OnnxSession session, OnnxPredictorOptions options, PredictionCounts counts)
    {
        _session = session;
        _options = options;
        _counts = counts;
        _turns = options.Turns ?? FairTurns.Shared;
        if (options.LongestWait > TimeSpan.Zero)
            _company = new Timer(static queue => ((PredictionQueue)queue!).StopWaiting(), this, -1, -1);
    }

    /// <summary>What the model may have of the processors, against others that want them.</summary>
    public double Share => _options.Share;

    public int ThreadsPerRun => _options.ThreadsPerRun;

    /// <summary>What it has had of the processors; kept by <see cref="FairTurns"/>.</summary>
    public double Spent { get; set; }

    /// <summary>Waits for a run, and for its end.</summary>
    /// <exception cref="InferenceException">Too many calls wait already, or the model failed.</exception>
    /// <exception cref="ObjectDisposedException">The predictor is disposed.</exception>
    public ValueTask<Tensor[]> RunAsync(PredictionCall call)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(OnnxPredictor));
            if (_waiting.Count >= _options.QueueLength) throw Full();
            call.Watch();
            if (!CanRunHere(call))
            {
                _waiting.Enqueue(call);
                _waitingRows += call.CountedRows;
                _counts.Enqueued();
                if (_working == _options.Workers || WaitsForCompany(call)) return call.Answer;
                _working++;
                _turns.Ask(this);
                return call.Answer;
            }
            _working++;
        }
        RunHere(call);
        return call.Answer;
    }

    /// <summary>One run of what waits.</summary>
    /// <returns>Whether more waits; else there is one worker less.</returns>
    public bool RunOnce()
    {
        using SharedRun run = new(_options.SharedRows, _options.HasBriefCallers);
        lock (_lock)
        {
            while (_waiting.TryPeek(out PredictionCall? next) && run.Fits(next))
            {
                _waiting.Dequeue();
                _waitingRows -= next.CountedRows;
                _counts.Dequeued();
                run.Add(next);
            }
        }
        Serve(run);
        return IsMoreWaiting();
    }

    /// <summary>Refuses new calls and waits until those under way are served.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (_working == 0 && _waiting.Count > 0)
            {
                _working++;
                _turns.Ask(this);
            }
            else if (_working == 0) _drained.TrySetResult();
        }
        if (_company is not null) await _company.DisposeAsync().ConfigureAwait(false);
        await _drained.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Whether a call need not change threads: the model is idle, calls come one at a time, a place is free and the run is short. Others
    /// that come meanwhile queue.
    /// </summary>
    private bool CanRunHere(PredictionCall call) =>
        _options.HasBriefCallers && !_isShared && _company is null && _waiting.Count == 0 && _working < _options.Workers
            && _ticksPerRow * Math.Max(1, call.CountedRows) <= ShortTicks && _turns.TryBegin(this);

    private void RunHere(PredictionCall call)
    {
        using SharedRun run = new(_options.SharedRows, _options.HasBriefCallers);
        run.Add(call);
        long start = Stopwatch.GetTimestamp();
        Serve(run);
        _turns.End(this, (Stopwatch.GetTimestamp() - start) * ThreadsPerRun, IsMoreWaiting());
    }

    private void Serve(SharedRun run)
    {
        if (run.IsEmpty) return;   // who waited went away
        long start = Stopwatch.GetTimestamp();
        run.Serve(_session, _counts);
        double ticks = (double)(Stopwatch.GetTimestamp() - start) / Math.Max(1, run.CountedRows);
        _isShared = run.CallCount > 1;
        double before = Volatile.Read(ref _ticksPerRow);
        double weight = double.IsInfinity(before) ? 1 : ticks < before ? QuickWeight : SlowWeight;
        Volatile.Write(ref _ticksPerRow, weight == 1 ? ticks : before + (weight * (ticks - before)));
    }

    private bool IsMoreWaiting()
    {
        lock (_lock)
        {
            if (_waiting.Count > 0) return true;
            _working--;
            if (_closed && _working == 0) _drained.TrySetResult();
            return false;
        }
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
            _turns.Ask(this);
        }
    }

    /// <summary>What waits now is served in the time that its rows take, by what runs took so far.</summary>
    private InferenceException Full() =>
        new(InferenceFailure.Overloaded, $"{_options.QueueLength} calls wait for the model already: try again later.")
        {
            RetryAfter = double.IsFinite(_ticksPerRow)
                ? TimeSpan.FromSeconds(_waitingRows * _ticksPerRow / Stopwatch.Frequency / _options.Workers)
                : null,
        };
}
