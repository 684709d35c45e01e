namespace Hep.Jagged;

/// <summary>What a histogram that was filled elsewhere holds.</summary>
public sealed record HistogramContents
{
    /// <summary>The ascending edges of the bins: one more than there are bins.</summary>
    public required IReadOnlyList<double> Edges { get; init; }

    /// <summary>The sum of weights in each bin.</summary>
    public required IReadOnlyList<double> Contents { get; init; }

    /// <summary>The sum of squared weights in each bin; null: the contents are counts, their own variances.</summary>
    public IReadOnlyList<double>? SquaredWeights { get; init; }

    /// <summary>The sum of weights below the first bin.</summary>
    public double Underflow { get; init; }

    /// <summary>The sum of weights from the last edge on.</summary>
    public double Overflow { get; init; }

    /// <summary>The number of values filled.</summary>
    public long EntryCount { get; init; }

    /// <summary>Whether the bins have one width.</summary>
    public bool IsUniform { get; init; }

    /// <summary>The heading of its picture.</summary>
    public string Title { get; init; } = "";

    /// <summary>What was filled, with its unit.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the contents are.</summary>
    public string YLabel { get; init; } = "Entries";
}
