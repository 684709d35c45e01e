namespace Hep.Train.TorchSharp;

/// <summary>Settings of libtorch that reach beyond one model: they hold for the whole process.</summary>
public sealed record TorchSharpOptions
{
    /// <summary>
    /// Threads with which libtorch computes one operation, set on each thread on which an engine computes: for the small networks of tables
    /// more than one costs more than it gives (a gather of 64 000 numbers: 7 µs with one, up to 3 ms with two on busy cores). Null leaves
    /// the process as it is.
    /// </summary>
    public int? Threads { get; init; } = 1;
}
