using Hep.Jagged;
using Hep.Root.IO.Objects;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO;

/// <summary>A profile of a file: the mean of a quantity in bins of one to three others (TProfile, TProfile2D, TProfile3D).</summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class RootProfile : IPicture
{
    private readonly RootHistogram _sums;                   // of weight × value, its squares of weight × value²
    private double[] _values, _squares, _weights, _squaredWeights;      // those of the object, unless its buffer was filled in
    private readonly long _errorMode;

    private RootProfile(RootObject stored, RootHistogram sums)
    {
        _sums = sums;
        EntryCount = sums.EntryCount;
        _errorMode = stored.GetNumber("fErrorMode");
        _values = sums.CellArrays[0].Values;
        _squares = CellsOf("fSumw2") ?? new double[_values.Length];
        _weights = CellsOf("fBinEntries") ?? throw new RootException($"A {stored.ClassName} without the entries of its bins.");
        _squaredWeights = CellsOf("fBinSumw2") ?? _weights;

        double[]? CellsOf(string member)
        {
            double[] cells = MemberConversion.ToDoubles(stored[member]) ?? [];
            if (cells.Length != 0 && cells.Length != _values.Length)
                throw new RootException($"{cells.Length} values of {member} for {_values.Length} cells.");
            return cells.Length == 0 ? null : cells;
        }
    }

    /// <summary>The profile as a tree of members.</summary>
    public RootObject Object => _sums.Object;

    /// <summary>The name.</summary>
    public string Name => _sums.Name;

    /// <summary>The title, as ROOT's text.</summary>
    public string Title => _sums.Title;

    /// <summary>The axes of the bins.</summary>
    public IReadOnlyList<RootAxis> Axes => _sums.Axes;

    /// <summary>The number of times it was filled.</summary>
    public double EntryCount { get; private set; }

    /// <summary>The profile that an object is.</summary>
    /// <exception cref="RootException">It is none, or its parts do not fit.</exception>
    public static RootProfile Of(RootObject stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (!stored.Has("fBinEntries")) throw new RootException($"An object of class {stored.ClassName} is no profile.");
        RootProfile profile = new(stored, RootHistogram.Of(stored));
        profile.EmptyBuffer(stored);
        return profile;
    }

    /// <summary>The means of the bins without underflow and overflow, x fastest; NaN in bins without entries.</summary>
    public double[] GetMeans() => Inner((cell) => _values[cell] / _weights[cell]);

    /// <summary>
    /// The means over the bins of some of the axes, of all that lies in the bins of the others; the first axis named fastest, NaN without
    /// entries.
    /// </summary>
    /// <param name="axes">Axes from 0, each once.</param>
    /// <exception cref="ArgumentException">An axis is not there, or named twice.</exception>
    public double[] GetProjection(params ReadOnlySpan<int> axes) =>
        AxisProjection.Ratio(Inner(cell => _values[cell]), Inner(cell => _weights[cell]), Axes, axes);

    /// <summary>The standard deviations of the values in each bin; NaN in bins without entries.</summary>
    public double[] GetSpreads() => Inner(Spread);

    /// <summary>The errors of the means, as the profile's option says (TProfile::SetErrorOption); NaN in bins without entries.</summary>
    public double[] GetErrors() => Inner(cell => _errorMode switch
    {
        1 => Spread(cell),                                  // 's': the spread itself
        // 'i': for values that are whole numbers
        2 => Spread(cell) is > 0 and var spread ? spread / Math.Sqrt(Effective(cell)) : 1 / Math.Sqrt(12 * Effective(cell)),
        3 => 1 / Math.Sqrt(_weights[cell]),                 // 'g': weights are the values' own errors
        _ => Spread(cell) / Math.Sqrt(Effective(cell)),
    });

    /// <summary>The sums of weights in each bin: without weights, the entries.</summary>
    public double[] GetEntries() => Inner(cell => _weights[cell], ofEmpty: 0);

    /// <summary>A picture: points with error bars over one axis, a map of colours over two, three such of three.</summary>
    public string ToSvg() => HistogramPicture.ToSvg(this);

    /// <summary>The picture as a piece of HTML.</summary>
    public string ToHtml() => HistogramPicture.Figure(ToSvg(), $"{Object.ClassName}, {EntryCount:G6} entries");

    /// <summary>The class, the name and the bins.</summary>
    public override string ToString() => _sums.ToString();

    /// <summary>What is added cell by cell; without weights the entries are their own squares.</summary>
    internal IReadOnlyList<CellArray> CellArrays =>
    [
        new("fArray", _values), new("fSumw2", _squares), new("fBinEntries", _weights),
        new("fBinSumw2", ReferenceEquals(_squaredWeights, _weights) ? [] : _squaredWeights, StandIn: 2),
    ];

    /// <summary>The sums that were taken while it was filled.</summary>
    internal HistogramSums Sums => _sums.Sums;

    private double Effective(int cell) => _weights[cell] * _weights[cell] / _squaredWeights[cell];

    private double Spread(int cell)
    {
        double mean = _values[cell] / _weights[cell];
        return Math.Sqrt(Math.Abs(_squares[cell] / _weights[cell] - mean * mean));
    }

    private double[] Inner(Func<int, double> value, double ofEmpty = double.NaN)
    {
        int[] bins = [.. Axes.Select(a => a.BinCount), 1, 1];
        double[] inner = new double[bins[0] * bins[1] * bins[2]];
        for (int i = 0; i < inner.Length; i++)
        {
            int cell = _sums.CellOf(i % bins[0], i / bins[0] % bins[1], i / (bins[0] * bins[1]));
            inner[i] = _weights[cell] == 0 ? ofEmpty : value(cell);
        }
        return inner;
    }

    // Values that the profile holds but has not counted yet: weight, the axes, the value (TProfile::BufferFill).
    private void EmptyBuffer(RootObject stored)
    {
        BufferedFills fills = BufferedFills.Of(stored, Axes.Count);
        if (fills.Count == 0 || Axes.Any(a => !(a.Low < a.High))) return;
        EntryCount = Math.Max(EntryCount, fills.Count);
        if (fills.AreWeighted && ReferenceEquals(_squaredWeights, _weights)) _squaredWeights = (double[])_weights.Clone();
        bool weighted = !ReferenceEquals(_squaredWeights, _weights);
        (_values, _squares, _weights) = ((double[])_values.Clone(), (double[])_squares.Clone(), (double[])_weights.Clone());
        _squaredWeights = weighted ? (double[])_squaredWeights.Clone() : _weights;
        for (int fill = 0; fill < fills.Count; fill++)
        {
            int cell = BufferedFills.CellOf(Axes, fills[fill]);
            (double weight, double value) = (fills[fill][0], fills[fill][^1]);
            _values[cell] += weight * value;
            _squares[cell] += weight * value * value;
            _weights[cell] += weight;
            if (weighted) _squaredWeights[cell] += weight * weight;
        }
    }
}
