namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// What a model has done so far, at one moment. Times of a run that several calls shared count for each of them, as they all waited for it.
/// </summary>
public sealed record PredictorStatistics
{
    /// <summary>When the last run ended; null before the first.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>Rows that were predicted.</summary>
    public long Rows { get; init; }

    /// <summary>Runs of the model: fewer than calls where these share runs.</summary>
    public long Runs { get; init; }

    /// <summary>Calls that wait for a worker now.</summary>
    public int Waiting { get; init; }

    /// <summary>Calls that were answered, from their arrival on.</summary>
    public CountedTime Succeeded { get; init; }

    /// <summary>
    /// Answered calls by the time that they took: those up to each of <see cref="PredictionCounts.DurationBounds"/>, and the longer ones.
    /// </summary>
    public IReadOnlyList<long> Durations { get; init; } = [];

    /// <summary>Calls that failed, from their arrival on.</summary>
    public CountedTime Failed { get; init; }

    /// <summary>Failed calls by reason, in the order of <see cref="CallFailure"/>.</summary>
    public IReadOnlyList<long> Failures { get; init; } = [];

    /// <summary>Waiting for a worker.</summary>
    public CountedTime Queue { get; init; }

    /// <summary>Joining rows and handing them over to the runtime.</summary>
    public CountedTime Input { get; init; }

    /// <summary>The model itself.</summary>
    public CountedTime Infer { get; init; }

    /// <summary>Taking results over from the runtime.</summary>
    public CountedTime Output { get; init; }

    /// <summary>Runs by their number of rows, ascending.</summary>
    public IReadOnlyList<BatchStatistics> Batches { get; init; } = [];
}
