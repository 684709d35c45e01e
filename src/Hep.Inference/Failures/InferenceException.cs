namespace Hep.Inference;

/// <summary>A prediction, a model file or a call of the service that failed: what is wrong, where, and what would be right.</summary>
public sealed class InferenceException : Exception
{
    /// <summary>A failure with its explanation.</summary>
    public InferenceException(InferenceFailure failure, string message) : base(message) => Failure = failure;

    /// <summary>A failure with its explanation and cause.</summary>
    public InferenceException(InferenceFailure failure, string message, Exception inner) : base(message, inner) => Failure = failure;

    /// <summary>What kind of failure it is.</summary>
    public InferenceFailure Failure { get; }

    /// <summary>The model concerned; empty where none is.</summary>
    public string Model { get; init; } = "";

    /// <summary>When to try again, where the service said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Of a stream that ended before its time the entries whose predictions were given: as many, counted from its first. Null where no
    /// stream was broken off.
    /// </summary>
    public long? AnsweredEntryCount { get; init; }
}
