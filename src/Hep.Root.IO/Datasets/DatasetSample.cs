namespace Hep.Root.IO;

/// <summary>
/// A part of a dataset for a first look: some clusters of its files, chosen by what they are, so that the same are read in each epoch and
/// wherever the files lie. Of what is not chosen no basket is read.
/// </summary>
public sealed record DatasetSample
{
    /// <param name="fraction">The chance of a cluster to be chosen, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such chance.</exception>
    public DatasetSample(double fraction)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fraction, 1);
        Fraction = fraction;
    }

    /// <summary>The chance of a cluster to be chosen.</summary>
    public double Fraction { get; }

    /// <summary>Another number, other clusters. Default 0.</summary>
    public long Seed { get; init; }
}
