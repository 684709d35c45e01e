namespace Hep.Root.IO;

/// <summary>An axis of a histogram (TAxis): its bins, and what they are called.</summary>
public sealed class RootAxis
{
    /// <summary>More bins an axis is not believed to have.</summary>
    internal const int MaxBins = 100_000_000;

    private readonly string[] _labels;
    private readonly double _low, _high, _width;            // of bins that have one width
    private double[]? _edges;                               // theirs are made where somebody asks for all of them

    private RootAxis(RootObject axis, double[] edges, string[] labels)
    {
        (_edges, _labels, BinCount) = (edges, labels, edges.Length - 1);
        Name = axis.GetText("fName");
        Title = axis.GetText("fTitle");
    }

    private RootAxis(string name, string title, string[] labels, int bins, double low, double high)
    {
        (Name, Title, _labels, BinCount, IsUniform) = (name, title, labels, bins, true);
        (_low, _high, _width) = (low, high, (high - low) / bins);
    }

    /// <summary>The name: <c>xaxis</c>, <c>yaxis</c>, <c>zaxis</c>.</summary>
    public string Name { get; }

    /// <summary>What the axis shows, as ROOT's text: <c>p_{T} [GeV]</c>.</summary>
    public string Title { get; }

    /// <summary>The number of bins, without underflow and overflow.</summary>
    public int BinCount { get; }

    /// <summary>The ascending edges of the bins: one more than there are bins.</summary>
    public ReadOnlySpan<double> Edges => AllEdges;

    /// <summary>The lower edge of the first bin.</summary>
    public double Low => EdgeAt(0);

    /// <summary>The upper edge of the last bin.</summary>
    public double High => EdgeAt(BinCount);

    /// <summary>Whether all bins have one width, so that the file holds their number and range instead of edges.</summary>
    public bool IsUniform { get; }

    /// <summary>What each bin is called, empty for one without a name; no elements where none has one.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>The middle of a bin, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bin.</exception>
    public double GetCenter(int bin)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bin);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bin, BinCount);
        return (EdgeAt(bin) + EdgeAt(bin + 1)) / 2;
    }

    /// <summary>One of <see cref="Edges"/>, without the others.</summary>
    internal double EdgeAt(int index) => !IsUniform ? _edges![index] : index == BinCount ? _high : _low + index * _width;

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
        string[] labels = LabelsOf(axis, (int)bins);
        if (stored.Length > 0) return new RootAxis(axis, stored, labels);
        (double low, double high) = (axis.Get<double>("fXmin"), axis.Get<double>("fXmax"));
        return new RootAxis(axis.GetText("fName"), axis.GetText("fTitle"), labels, (int)bins, low, high);
    }

    /// <summary>The axis that an object is, which somebody made of others.</summary>
    internal static RootAxis OfMade(RootObject axis) => Of(axis, MaxBins, axis.GetText("fName"));

    /// <summary>The same bins between other ends.</summary>
    internal RootAxis Between(double low, double high) => new(Name, Title, _labels, BinCount, low, high);

    /// <summary>The cell of a value: 0 below the first bin, <see cref="BinCount"/> + 1 from the last edge on.</summary>
    internal int CellOf(double value)
    {
        if (value < Low) return 0;
        if (!(value < High)) return BinCount + 1;           // NaN too: so TAxis::FindBin has it
        int found = Array.BinarySearch(AllEdges, value);
        return found >= 0 ? found + 1 : ~found;
    }

    private double[] AllEdges
    {
        get
        {
            if (_edges is { } made) return made;
            double[] edges = new double[BinCount + 1];
            for (int i = 0; i < edges.Length; i++) edges[i] = EdgeAt(i);
            return _edges = edges;
        }
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
