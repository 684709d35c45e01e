namespace Hep.Train.TorchSharp;

/// <summary>Settings of libtorch that reach beyond one model: they hold for the whole process.</summary>
public sealed record TorchSharpOptions
{
    /// <summary>
    /// Threads with which libtorch computes one operation, set when an engine starts: for the small networks of tables more than one costs
    /// more than it gives (a gather of 64 000 numbers: 7 µs with one, up to 3 ms with two on busy cores). Null leaves the process as it is.
    /// </summary>
    public int? Threads { get; init; } = 1;

    /// <summary>
    /// Steps after which the youngest generation is collected, for programs that do nothing but train: optimizers leave small finalisable
    /// objects behind, between which the native heap grows to about a gigabyte with batches of 1000. Null: never.
    /// </summary>
    public int? CollectAfterSteps { get; init; }
}
