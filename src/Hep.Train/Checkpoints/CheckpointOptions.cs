namespace Hep.Train;

/// <summary>
/// When training writes down everything from which it can go on, and where. Two checkpoints are kept: the last whole one stays until the
/// next
/// is whole, whenever the process ends. One training uses a folder at a time.
/// </summary>
/// <param name="Folder">Where checkpoints lie; made where it does not exist.</param>
public sealed record CheckpointOptions(string Folder)
{
    /// <summary>
    /// Whether training goes on from the last whole checkpoint in <see cref="Folder"/>, of which there must be one, of the same data,
    /// options
    /// (but for <c>epochs</c> and <c>patience</c>) and engine. What comes out is what it would have been without interruption: to the bit
    /// where
    /// the engine's steps are. False: the folder must hold none.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Epochs between two checkpoints. Default 1; 0: none at the end of epochs.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>Time between two checkpoints within an epoch. Default 10 minutes; null: none.</summary>
    public TimeSpan? Interval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Batches between two checkpoints within an epoch. Default null: time alone decides.</summary>
    public long? EveryBatches { get; init; }

    /// <summary>Whether training that is cancelled leaves a checkpoint of where it stopped. Default: true.</summary>
    public bool OnCancellation { get; init; } = true;

    /// <summary>Refuses what has no meaning.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        ArgumentOutOfRangeException.ThrowIfNegative(EveryEpochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(EveryBatches ?? 1, nameof(EveryBatches));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Interval ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(Interval));
    }
}
