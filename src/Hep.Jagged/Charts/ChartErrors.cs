namespace Hep.Jagged;

/// <summary>The lengths of the error bars of points, in each direction; an empty list draws none there.</summary>
public sealed record ChartErrors
{
    /// <summary>Towards smaller x.</summary>
    public IReadOnlyList<double> XLow { get; init; } = [];

    /// <summary>Towards larger x.</summary>
    public IReadOnlyList<double> XHigh { get; init; } = [];

    /// <summary>Towards smaller y.</summary>
    public IReadOnlyList<double> YLow { get; init; } = [];

    /// <summary>Towards larger y.</summary>
    public IReadOnlyList<double> YHigh { get; init; } = [];

    internal static ChartErrors None { get; } = new();

    internal bool Fit(int points) => new[] { XLow, XHigh, YLow, YHigh }.All(e => e.Count == 0 || e.Count == points);

    /// <summary>A length; 0 where there is none, or none that could be drawn.</summary>
    internal static double At(IReadOnlyList<double> lengths, int point) =>
        lengths.Count > 0 && double.IsFinite(lengths[point]) ? Math.Abs(lengths[point]) : 0;
}
