using Hep.Jagged;
using Hep.Root.IO.Objects;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO;

/// <summary>
/// A histogram of a file: TH1, TH2 or TH3 with bins of any type. Cells are counted as ROOT does: x fastest, the underflow before the first
/// bin of each axis, the overflow behind the last. What a histogram still holds in its buffer is filled.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class RootHistogram : IPicture
{
    private static readonly string[] AxisMembers = ["fXaxis", "fYaxis", "fZaxis"];

    private readonly double[] _cells;
    private readonly double[] _squares;       // empty: the contents are their own variances
    private readonly HistogramSums _sums;

    private RootHistogram(RootObject stored, RootAxis[] axes, HistogramCells cells)
    {
        Object = stored;
        Axes = axes;
        (_cells, _squares) = (cells.Contents, cells.Squares);
        EntryCount = cells.EntryCount;
        _sums = new HistogramSums(stored, cells.IsRefilled);
    }

    /// <summary>The histogram as a tree of members.</summary>
    public RootObject Object { get; }

    /// <summary>The class, such as TH1F.</summary>
    public string ClassName => Object.ClassName;

    /// <summary>The name.</summary>
    public string Name => Object.GetText("fName");

    /// <summary>The title, as ROOT's text.</summary>
    public string Title => Object.GetText("fTitle");

    /// <summary>One to three axes: x, y, z.</summary>
    public IReadOnlyList<RootAxis> Axes { get; }

    /// <summary>The number of axes.</summary>
    public int Dimension => Axes.Count;

    /// <summary>The number of times it was filled, as ROOT counted.</summary>
    public double EntryCount { get; }

    /// <summary>The sums of weights in all cells, underflow and overflow among them: as if [nz + 2, ny + 2, nx + 2], x fastest.</summary>
    public ReadOnlySpan<double> Cells => _cells;

    /// <summary>Whether sums of squared weights are stored; without them the contents are taken for counts.</summary>
    public bool HasSquaredWeights => _squares.Length > 0;

    /// <summary>The content of a bin, counted from 0 on each axis; −1 is the underflow, the number of bins the overflow.</summary>
    public double this[int x, int y = 0, int z = 0] => _cells[CellOf(x, y, z)];

    /// <summary>The histogram that an object is.</summary>
    /// <exception cref="RootException">It is none, or its axes do not fit its contents.</exception>
    public static RootHistogram Of(RootObject stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Of(stored, spent: null);
    }

    /// <summary>The same, with numbers that are converted in arrays of objects that are needed no more.</summary>
    internal static RootHistogram Of(RootObject stored, SpentNumbers? spent)
    {
        if (stored.Undecoded is { } lost && !stored.Has("fXaxis"))
            throw new RootException($"The {stored.ClassName} could not be decoded: {lost.Why}.");
        if (!stored.Has("fXaxis") || !stored.Has("fTsumw"))
            throw new RootException($"An object of class {stored.ClassName} is no histogram.");
        if (HistogramCells.ContentsOf(stored, spent) is not { } contents)
            throw new RootException($"A {stored.ClassName} without an array of contents.");
        // What the sums are of tells the dimension, also for classes that somebody derived.
        int dimension = stored.Has("fTsumwxz") ? 3 : stored.Has("fTsumwxy") ? 2 : 1;
        RootAxis[] axes = [.. AxisMembers.Take(dimension).Select(m => RootAxis.Of(stored, m, contents.Length))];
        long cells = axes.Aggregate(1L, (product, axis) => product * (axis.BinCount + 2L));
        if (cells != contents.Length)
            throw new RootException(
                $"A {stored.ClassName} of {string.Join(" × ", axes.Select(a => a.BinCount))} bins has {contents.Length} cells, "
                + $"{cells} expected.");
        HistogramCells read = HistogramCells.Of(stored, contents, ref axes);
        return new RootHistogram(stored, axes, read);
    }

    /// <summary>The contents without underflow and overflow: as if [nz, ny, nx], x fastest.</summary>
    public double[] GetContents() => Inner(_cells);

    /// <summary>
    /// The contents over some of the axes, summed over the others: <c>GetProjection(0, 2)</c> as if [nz, nx], the first axis named fastest.
    /// Underflow and overflow are not among them.
    /// </summary>
    /// <param name="axes">Axes from 0, each once.</param>
    /// <exception cref="ArgumentException">An axis is not there, or named twice.</exception>
    public double[] GetProjection(params ReadOnlySpan<int> axes) => AxisProjection.Sum(GetContents(), Axes, axes);

    /// <summary>
    /// The variances of <see cref="GetContents"/>: sums of squared weights, or the contents themselves where those are not stored.
    /// </summary>
    public double[] GetVariances() => HasSquaredWeights ? Inner(_squares) : Array.ConvertAll(Inner(_cells), Math.Abs);

    /// <summary>The statistical errors of <see cref="GetContents"/>: the roots of the variances.</summary>
    public double[] GetErrors() => Array.ConvertAll(GetVariances(), Math.Sqrt);

    /// <summary>
    /// The mean along an axis (0: x): of the values filled, where the file holds their sums, else of the bins' centres. NaN without
    /// content.
    /// </summary>
    public double GetMean(int axis = 0) => _sums.Mean(this, axis);

    /// <summary>The standard deviation along an axis, as <see cref="GetMean"/>.</summary>
    public double GetStandardDeviation(int axis = 0) => _sums.Deviation(this, axis);

    /// <summary>The histogram with one axis in the form that this family fills, adds and draws.</summary>
    /// <exception cref="InvalidOperationException">It has more than one axis.</exception>
    /// <exception cref="ArgumentException">Its edges do not ascend.</exception>
    public Histogram ToHistogram()
    {
        if (Dimension != 1) throw new InvalidOperationException($"'{Name}' has {Dimension} axes, a Histogram has one.");
        return Histogram.OfContents(new HistogramContents
        {
            Edges = Axes[0].Edges.ToArray(),
            Contents = GetContents(),
            SquaredWeights = GetVariances(),
            Underflow = _cells[0],
            Overflow = _cells[^1],
            EntryCount = EntryCount is >= 0 and < long.MaxValue ? (long)EntryCount : 0,
            IsUniform = Axes[0].IsUniform,
            Title = RootText.Plain(Title),
            XLabel = RootText.Plain(Axes[0].Title),
        });
    }

    /// <summary>A picture: steps with one axis, a map of colours with two; of three the sums over each axis in turn.</summary>
    public string ToSvg(HistogramDrawing? options = null) =>
        HistogramPicture.ToSvg(this, options ?? new HistogramDrawing { ErrorBars = HasSquaredWeights });

    /// <summary>The picture as a piece of HTML, with entries, mean and standard deviation below it.</summary>
    public string ToHtml() => HistogramPicture.ToHtml(this);

    /// <summary>The class, the name and the bins.</summary>
    public override string ToString() => $"{ClassName} {Name}, {string.Join(" × ", Axes.Select(a => a.BinCount))} bins";

    /// <summary>What is added cell by cell; without sums of squared weights the contents are their own variances.</summary>
    internal IReadOnlyList<CellArray> CellArrays =>
    [
        new("fArray", _cells), new("fSumw2", _squares, StandIn: 0),
    ];

    /// <summary>The sums that were taken while it was filled.</summary>
    internal HistogramSums Sums => _sums;

    internal int CellOf(int x, int y = 0, int z = 0)
    {
        int cell = Place(2, z);
        cell = cell * (Dimension > 1 ? Axes[1].BinCount + 2 : 1) + Place(1, y);
        return cell * (Axes[0].BinCount + 2) + Place(0, x);
    }

    private int Place(int axis, int bin)
    {
        if (axis >= Dimension)
            return bin == 0 ? 0 : throw new ArgumentOutOfRangeException(nameof(bin), bin, $"'{Name}' has {Dimension} axes.");
        return bin >= -1 && bin <= Axes[axis].BinCount ? bin + 1
            : throw new ArgumentOutOfRangeException(nameof(bin), bin, $"Axis {Axes[axis].Name} has {Axes[axis].BinCount} bins.");
    }

    private double[] Inner(double[] cells)
    {
        int nx = Axes[0].BinCount, ny = Dimension > 1 ? Axes[1].BinCount : 1, nz = Dimension > 2 ? Axes[2].BinCount : 1;
        double[] inner = new double[nx * ny * nz];
        for (int z = 0; z < nz; z++)
            for (int y = 0; y < ny; y++)
                cells.AsSpan(CellOf(0, y, z), nx).CopyTo(inner.AsSpan((z * ny + y) * nx));
        return inner;
    }
}
