namespace Hep.Jagged;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">What the legend calls it; empty: not in the legend.</param>
/// <param name="X">Of a line, the places of its points; of steps, their n + 1 edges.</param>
/// <param name="Y">n values.</param>
/// <param name="Errors">Half the length of the error bar of each value, or empty.</param>
/// <param name="Style">How it is drawn.</param>
internal sealed record ChartSeries(string Name, double[] X, double[] Y, double[] Errors, ChartStyle Style)
{
    /// <summary>Of points, the bars of each.</summary>
    public ChartErrors Bars { get; init; } = ChartErrors.None;

    /// <summary>Of points, whether a line leads from each to the next.</summary>
    public bool AreJoined { get; init; }
}

/// <summary>How a curve is drawn.</summary>
internal enum ChartStyle
{
    /// <summary>Points joined by a line, which non-finite ones interrupt.</summary>
    Line,
    /// <summary>A thin grey dashed line to compare with.</summary>
    Reference,
    /// <summary>A level for each bin, filled lightly down to 0.</summary>
    Steps,
    /// <summary>Dots with error bars.</summary>
    Points,
}
