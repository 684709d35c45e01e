namespace Hep.Train;

/// <summary>How far the predictions of one target are off: residuals are prediction − label, in the target's units, weighted.</summary>
public sealed record ResidualSummary
{
    /// <summary>The mean of their squares.</summary>
    public double MeanSquare { get; init; }

    /// <summary>The mean of their absolute values.</summary>
    public double MeanAbsolute { get; init; }

    /// <summary>The mean.</summary>
    public double Bias { get; init; }

    /// <summary>1 − (mean square) / (variance of the label): 1 is perfect, 0 as good as the mean.</summary>
    public double ExplainedShare { get; init; }

    /// <summary>
    /// The quantiles at 2.28, 15.87, 50, 84.13 and 97.72 %: of a normal distribution the mean, one and two deviations on both sides. Exact
    /// up to some ten thousand different residuals; of more each is one of which the rank is off by at most 1 / 8192, in random order.
    /// </summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [];

    /// <summary>Half of the distance between the quantiles at 15.87 and 84.13 %.</summary>
    public double Resolution => Quantiles.Count == 5 ? (Quantiles[3] - Quantiles[1]) / 2 : double.NaN;
}
