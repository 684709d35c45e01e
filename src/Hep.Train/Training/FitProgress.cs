namespace Hep.Train;

/// <summary>Tells how far the one call is in which an engine learns, and the judgement behind it.</summary>
/// <param name="target">Who hears of it.</param>
/// <param name="options">When.</param>
/// <param name="entryCount">Entries of the training part.</param>
internal sealed class FitProgress(IProgress<TrainingProgress> target, TrainingOptions options, long entryCount)
    : IProgress<FittingProgress>, IProgress<TrainingProgress>
{
    private readonly Lock _lock = new();          // entries are read on one thread, iterations counted on another
    private FittingProgress _made = new(0, 0);
    private (long At, int Iterations)? _begin;
    private long _judgedFrom, _told;

    /// <summary>One more reading has come so far.</summary>
    public void Report(TrainingProgress value)
    {
        lock (_lock)
            target.Report(value with { Stage = TrainingStage.Reading, Epoch = _made.Iterations, Epochs = _made.IterationCount });
    }

    /// <summary>So many iterations are made.</summary>
    public void Report(FittingProgress value)
    {
        lock (_lock)
        {
            _made = value;
            (long at, int before) = _begin ??= (options.Clock.GetTimestamp(), value.Iterations);
            double pace = (value.Iterations - before) / Math.Max(1e-9, options.Clock.GetElapsedTime(at).TotalSeconds);
            Tell(TrainingStage.Fitting, pace * entryCount, LeftAt(pace, value.IterationCount - value.Iterations));
        }
    }

    /// <summary>Judgement begins, of the iterations that were made.</summary>
    public void BeginJudging(int iterations)
    {
        _made = new FittingProgress(iterations, iterations);
        _judgedFrom = _told = options.Clock.GetTimestamp();
    }

    /// <summary>All iterations are judged on so many of the entries of the training part.</summary>
    public void Judge(long entries)
    {
        if (options.Clock.GetElapsedTime(_told) < options.ProgressInterval) return;
        _told = options.Clock.GetTimestamp();
        double pace = entries / Math.Max(1e-9, options.Clock.GetElapsedTime(_judgedFrom).TotalSeconds);
        Tell(TrainingStage.Judging, pace, LeftAt(pace, entryCount - entries));
    }

    private static TimeSpan? LeftAt(double pace, long rest) =>
        pace > 0 && rest / pace < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(rest / pace) : null;

    private void Tell(TrainingStage stage, double entriesPerSecond, TimeSpan? left) => target.Report(new TrainingProgress
    {
        Stage = stage,
        Epoch = _made.Iterations,
        Epochs = _made.IterationCount,
        Batches = 0,
        BatchCount = 0,
        EntriesPerSecond = entriesPerSecond,
        Waited = TimeSpan.Zero,
        LearningRate = 0,
        Left = left,
    });
}
