namespace Hep.Root.IO;

/// <summary>An axis of a histogram (TAxis): its bins, and what they are called.</summary>
public sealed class RootAxis
{
    private const int MaxBins = 100_000_000;

    private readonly double[] _edges;
    private readonly string[] _labels;

    private RootAxis(RootObject axis, double[] edges, string[] labels, bool isUniform)
    {
        (_edges, _labels, IsUniform) = (edges, labels, isUniform);
        Name = axis.GetText("fName");
        Title = axis.GetText("fTitle");
    }

    /// <summary>The name: <c>xaxis</c>, <c>yaxis</c>, <c>zaxis</c>.</summary>
    public string Name { get; }

    /// <summary>What the axis shows, as ROOT's text: <c>p_{T} [GeV]</c>.</summary>
    public string Title { get; }

    /// <summary>The number of bins, without underflow and overflow.</summary>
    public int BinCount => _edges.Length - 1;

    /// <summary>The ascending edges of the bins: one more than there are bins.</summary>
    public ReadOnlySpan<double> Edges => _edges;

    /// <summary>The lower edge of the first bin.</summary>
    public double Low => _edges[0];

    /// <summary>The upper edge of the last bin.</summary>
    public double High => _edges[^1];

    /// <summary>Whether all bins have one width, so that the file holds their number and range instead of edges.</summary>
    public bool IsUniform { get; }

    /// <summary>What each bin is called, empty for one without a name; no elements where none has one.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>The middle of a bin, counted from 0.</summary>
    public double GetCenter(int bin) => (_edges[bin] + _edges[bin + 1]) / 2;

    internal static RootAxis Of(RootObject histogram, string member, long cells) =>
        Of(histogram.GetObject(member) ?? throw new RootException($"The histogram has no axis {member}."), cells, member);

    private static RootAxis Of(RootObject axis, long cells, string member)
    {
        long bins = axis.GetNumber("fNbins");
        // The cells are there: an axis of more bins than they are lies.
        if (bins < 1 || bins > Math.Min(MaxBins, Math.Max(cells, 1)))
            throw new RootException($"Axis {member} has {bins} bins, the histogram {cells} cells.");
        double[] stored = axis.TryGet("fXbins", out double[]? edges) ? edges! : [];
        if (stored.Length != 0 && stored.Length != bins + 1)
            throw new RootException($"Axis {member} of {bins} bins has {stored.Length} edges.");
        bool isUniform = stored.Length == 0;
        double[] all = isUniform ? Uniform((int)bins, axis.Get<double>("fXmin"), axis.Get<double>("fXmax")) : stored;
        return new RootAxis(axis, all, LabelsOf(axis, (int)bins), isUniform);
    }

    /// <summary>The axis that an object is, which somebody made of others.</summary>
    internal static RootAxis OfMade(RootObject axis) => Of(axis, MaxBins, axis.GetText("fName"));

    /// <summary>The same bins between other ends.</summary>
    internal RootAxis Between(double low, double high) => new(this, Uniform(BinCount, low, high));

    private RootAxis(RootAxis other, double[] edges) =>
        (Name, Title, _labels, _edges, IsUniform) = (other.Name, other.Title, other._labels, edges, true);

    /// <summary>The cell of a value: 0 below the first bin, <see cref="BinCount"/> + 1 from the last edge on.</summary>
    internal int CellOf(double value)
    {
        if (value < Low) return 0;
        if (!(value < High)) return BinCount + 1;           // NaN too: so TAxis::FindBin has it
        int found = Array.BinarySearch(_edges, value);
        return found >= 0 ? found + 1 : ~found;
    }

    private static double[] Uniform(int bins, double low, double high)
    {
        double[] edges = new double[bins + 1];
        double width = (high - low) / bins;
        for (int i = 0; i < bins; i++) edges[i] = low + i * width;
        edges[bins] = high;
        return edges;
    }

    // Labels are texts whose unique id is the bin's number from 1.
    private static string[] LabelsOf(RootObject axis, int bins)
    {
        if (axis.GetObject("fLabels") is not { Items.Count: > 0 } stored) return [];
        string[] labels = new string[bins];
        Array.Fill(labels, "");
        foreach (RootObject label in stored.Items.OfType<RootObject>())
            if (label.GetNumber("fUniqueID") is >= 1 and var bin && bin <= bins) labels[bin - 1] = label.GetText("fString");
        return labels;
    }
}
