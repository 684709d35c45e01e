namespace Hep.Train;

/// <summary>Training that cannot start or go on: what is wrong with data, options or engine, and what to do.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>A failure with its explanation.</summary>
    public TrainingException(string message) : base(message) { }

    /// <summary>A failure with its explanation and cause.</summary>
    public TrainingException(string message, Exception inner) : base(message, inner) { }

    /// <summary>The epoch in which it happened, from 1; 0 before the first.</summary>
    public int Epoch { get; init; }
}
