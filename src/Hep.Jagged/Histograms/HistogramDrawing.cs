namespace Hep.Jagged;

/// <summary>How histograms are drawn.</summary>
public sealed record HistogramDrawing
{
    /// <summary>The heading; null: that of the first histogram.</summary>
    public string? Title { get; init; }

    /// <summary>Whether each bin has a bar of plus and minus its statistical error. Default: no.</summary>
    public bool ErrorBars { get; init; }

    /// <summary>Whether contents are divided by their sum, so that shapes compare. Default: no.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether the vertical axis is logarithmic; empty bins are not drawn then. Default: no.</summary>
    public bool IsLogarithmic { get; init; }
}
