using System.Diagnostics;
using System.Numerics;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// Counts what a predictor does. Given to the next predictor of the same model (<see cref="OnnxPredictorOptions.Counts"/>) it goes on
/// counting. Safe for any number of threads.
/// </summary>
/// <param name="kept">What bounds the memory of counts of raw events while no predictor counts; null: nothing does.</param>
public sealed class PredictionCounts(KeptFeatures? kept = null)
{
    /// <summary>Sizes of runs that are told apart.</summary>
    private const int MostExactRows = 64;

    /// <summary>Where <see cref="PredictorStatistics.Durations"/> are told apart, in milliseconds, ascending.</summary>
    public static IReadOnlyList<double> DurationBounds { get; } = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, BatchStatistics> _batches = [];
    private readonly long[] _durations = new long[DurationBounds.Count + 1];
    private readonly long[] _failures = new long[Enum.GetValues<CallFailure>().Length];
    private FeatureObserver? _observer;
    private DateTimeOffset? _lastRun, _observedSince;
    private bool _isOver;
    private long _rows, _runs;
    private CountedTime _succeeded, _failed, _queue, _input, _infer, _output;
    private int _waiting, _observing;

    /// <summary>What was counted so far.</summary>
    public PredictorStatistics Read()
    {
        lock (_lock)
            return new PredictorStatistics
            {
                LastRun = _lastRun,
                Rows = _rows,
                Runs = _runs,
                Waiting = Volatile.Read(ref _waiting),
                Succeeded = _succeeded,
                Failed = _failed,
                Durations = [.. _durations],
                Failures = [.. _failures],
                Queue = _queue,
                Input = _input,
                Infer = _infer,
                Output = _output,
                Batches = [.. _batches.Values],
            };
    }

    /// <summary>What raw events were like so far, against those of the training; null for a model that takes none.</summary>
    public ObservedFeatures? ReadFeatures() => Volatile.Read(ref _observer)?.Read();

    /// <summary>Since when <see cref="ReadFeatures"/> counts; null where it does not.</summary>
    public DateTimeOffset? FeaturesSince
    {
        get
        {
            lock (_lock) return _observer is null ? null : _observedSince;
        }
    }

    /// <summary>
    /// No predictor is to be loaded with these counts any more: what raw events were like is forgotten as soon as nobody counts them.
    /// </summary>
    public void Close()
    {
        lock (_lock) _isOver = true;
        ForgetFeatures();
    }

    /// <summary>
    /// What counts the raw events of a model, the same for whoever loads it again; <see cref="LetObserverGo"/> follows.
    /// </summary>
    internal FeatureObserver ObserverOf(FeaturePipeline pipeline, ModelCard? card)
    {
        FeatureObserver made = pipeline.Observe((card?.Statistics ?? []).Select(s => new FeatureReference(s.Name, s.Minimum, s.Maximum,
            s.Edges.Count > 0 ? new ValueBins([.. s.Edges], [.. s.Fractions]) : null)));
        lock (_lock)
        {
            _observing++;
            kept?.Remove(this);   // with the number of those who count, lest one that ends books what one that begins took out
            if (_observer is not null) return _observer;
            _observedSince = DateTimeOffset.UtcNow;
            return _observer = made;
        }
    }

    /// <summary>
    /// One of those who count raw events has ended; when none is left the counts take the memory of one processor, as long as there is
    /// room for that.
    /// </summary>
    internal void LetObserverGo()
    {
        IReadOnlyList<PredictionCounts> over = [];
        lock (_lock)
        {
            if (--_observing > 0) return;
            long bytes = _isOver ? 0 : _observer!.Fold();
            if (bytes == 0) _observer = null;
            else if (kept is not null) over = kept.Add(this, bytes);
        }
        foreach (PredictionCounts each in over) each.ForgetFeatures();
    }

    /// <summary>Begins to count raw events anew with the next who counts them, unless somebody does so already.</summary>
    internal void ForgetFeatures()
    {
        lock (_lock)
        {
            if (_observing > 0) return;
            _observer = null;
            kept?.Remove(this);   // it may have come and gone again since it was found to be over
        }
    }

    internal void Enqueued() => Interlocked.Increment(ref _waiting);

    internal void Dequeued() => Interlocked.Decrement(ref _waiting);

    /// <summary>A run is over.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="calls">The calls that shared it.</param>
    /// <param name="queued">The time that these waited, added up.</param>
    /// <param name="times">Where its own time went.</param>
    internal void Ran(int rows, int calls, long queued, in RunTimes times)
    {
        TimeSpan input = Span(times.Input), infer = Span(times.Infer), output = Span(times.Output);
        int size = rows <= MostExactRows ? rows : (int)Math.Min(1u << 30, BitOperations.RoundUpToPowerOf2((uint)rows));
        lock (_lock)
        {
            _lastRun = DateTimeOffset.UtcNow;
            _rows += rows;
            _runs++;
            _queue = new CountedTime(_queue.Count + calls, _queue.Total + Span(queued));
            _input = _input.With(input, calls);
            _infer = _infer.With(infer, calls);
            _output = _output.With(output, calls);
            BatchStatistics batch = _batches.GetValueOrDefault(size);
            _batches[size] = new BatchStatistics(size, batch.Input.With(input), batch.Infer.With(infer), batch.Output.With(output));
        }
    }

    internal void Succeeded(long start)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        int size = 0;
        while (size < DurationBounds.Count && elapsed.TotalMilliseconds > DurationBounds[size]) size++;
        lock (_lock)
        {
            _succeeded = _succeeded.With(elapsed);
            _durations[size]++;
        }
    }

    /// <param name="start">When the call arrived.</param>
    /// <param name="why">What it failed with.</param>
    /// <param name="isModels">Whether its inputs fitted, so that it is the model's failure.</param>
    internal void Failed(long start, Exception why, bool isModels)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        CallFailure reason = why switch
        {
            OperationCanceledException => CallFailure.Canceled,
            InferenceException { Failure: InferenceFailure.Overloaded } => CallFailure.Rejected,
            _ => isModels ? CallFailure.Backend : CallFailure.Other,
        };
        lock (_lock)
        {
            _failures[(int)reason]++;
            _failed = _failed.With(elapsed);
        }
    }

    private static TimeSpan Span(long ticks) => Stopwatch.GetElapsedTime(0, ticks);
}
