namespace Hep.Onnx;

/// <summary>What the training part of one column looked like, before scaling.</summary>
public sealed record ColumnSummary
{
    /// <summary>The column.</summary>
    public string Name { get; init => field = value ?? field; } = "";

    /// <summary>Finite values.</summary>
    public long Count { get; init; }

    /// <summary>Values that are no number, or infinite.</summary>
    public long NotFinite { get; init; }

    /// <summary>The smallest finite value; NaN without one.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>The largest finite value; NaN without one.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>The mean of the finite values; NaN without one.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>Their standard deviation (of the population); NaN without one.</summary>
    public double StandardDeviation { get; init; } = double.NaN;

    /// <summary>The value below which a quarter lies; NaN without one.</summary>
    public double Quantile25 { get; init; } = double.NaN;

    /// <summary>The value below which half lies; NaN without one.</summary>
    public double Median { get; init; } = double.NaN;

    /// <summary>The value below which three quarters lie; NaN without one.</summary>
    public double Quantile75 { get; init; } = double.NaN;

    /// <summary>
    /// What tells bins of the finite values apart, ascending; a value that equals an edge lies above it. Empty where that is not known.
    /// </summary>
    public IReadOnlyList<double> Edges { get; init => field = value ?? field; } = [];

    /// <summary>Which part of the finite values lies below the first edge, between each two, and above the last.</summary>
    public IReadOnlyList<double> Fractions { get; init => field = value ?? field; } = [];
}
