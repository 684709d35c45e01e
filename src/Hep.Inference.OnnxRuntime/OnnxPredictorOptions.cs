using Hep.Onnx;

namespace Hep.Inference.OnnxRuntime;

/// <summary>How a model is loaded and run.</summary>
public sealed record OnnxPredictorOptions
{
    /// <summary>One model in one application.</summary>
    public static OnnxPredictorOptions Default { get; } = new();

    /// <summary>The name that metadata and messages use; null: the file's name without its ending.</summary>
    public string? Name { get; init; }

    /// <summary>The version that metadata state; empty where the model has none.</summary>
    public string Version { get; init; } = "";

    /// <summary>What runs the model. Other providers than the processor need another build of the runtime.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Runs at the same time. The default leaves half of the processors to whoever prepares the events.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Threads that share the work of one run; 1 is best where calls come at the same time. More shorten the runs of large models, and take
    /// the processors from other runs.
    /// </summary>
    public int ThreadsPerRun { get; init; } = 1;

    /// <summary>
    /// What the model may have of the processors when others of this process want them too, against their shares: twice the share is twice
    /// the time. Without others it has what it wants.
    /// </summary>
    public double Share { get; init; } = 1;

    /// <summary>
    /// Whether callers do little before they wait again, as the requests of a service do. Then a call that finds the model idle, and whose
    /// run will be short (a millisecond), runs on the caller's thread before <c>PredictAsync</c> returns, and calls that shared a run go on
    /// one after another on one thread: both spare changes of threads. Who starts many calls and awaits them later leaves it off, as these
    /// could not share runs.
    /// </summary>
    public bool HasBriefCallers { get; init; }

    /// <summary>
    /// Rows that waiting calls may share in one run. Nobody waits for company: a free worker takes what is there. Beyond some
    /// dozens of rows nothing is gained; 1 runs each call on its own. Models whose rows depend on each other are never joined.
    /// </summary>
    public int SharedRows { get; init; } = 32;

    /// <summary>
    /// How long a call that finds the model idle waits for company; a run that is full begins at once. The default does not wait:
    /// under load calls gather while others run, and without load waiting only delays.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Rows of one run at most: a larger call is run in pieces, between which it can be cancelled and others get their turn.
    /// </summary>
    public int RowsPerRun { get; init; } = 8192;

    /// <summary>Calls that may wait; one more is refused as <see cref="InferenceFailure.Overloaded"/>.</summary>
    public int QueueLength { get; init; } = 1024;

    /// <summary>
    /// Whether the runtime keeps its working memory between runs, which is faster by some percent and holds the largest run's
    /// need until the predictor is disposed.
    /// </summary>
    public bool KeepWorkingMemory { get; init; } = true;

    /// <summary>What reading the file may cost at most.</summary>
    public OnnxReadLimits ReadLimits { get; init; } = OnnxReadLimits.Default;

    /// <summary>How long the first runs, which warm the model up, may take before it is refused.</summary>
    public TimeSpan WarmUpTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether raw events are counted against what training met (<see cref="OnnxPredictor.Observed"/>), which takes up to 8 MiB a model.
    /// </summary>
    public bool ObserveFeatures { get; init; } = true;

    /// <summary>Counts calls, rows and times; null: a new one. Who loads a model again may give it the one of before.</summary>
    public PredictionCounts? Counts { get; init; }

    /// <summary>The places that the model shares with others; null: those of the process.</summary>
    internal FairTurns? Turns { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Provider);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ThreadsPerRun);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Share);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Workers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SharedRows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RowsPerRun);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueueLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestWait, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LongestWait, TimeSpan.FromMinutes(1));
    }
}
