namespace Hep.Train;

/// <summary>How far entries are mixed before an epoch: the configuration's <c>training.shuffle</c>.</summary>
public sealed record ShuffleOptions
{
    /// <summary>
    /// Entries among which the next one is drawn where the training part is streamed; data held in memory are mixed as a whole.
    /// </summary>
    public int Buffer { get; init; } = 20_000;

    /// <summary>Files that a dataset holds open and mixes.</summary>
    public int Files { get; init; } = 8;
}
