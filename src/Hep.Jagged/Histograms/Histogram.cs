namespace Hep.Jagged;

/// <summary>
/// Counts of values in bins, with weights. Bins are half open, [low, high); what lies outside is counted apart, and NaN
/// is not filled. Not safe to fill from several threads: fill one each and <see cref="Add"/> them.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class Histogram : IPicture
{
    private const int MaximumBins = 1_000_000;

    private readonly double[] _edges;
    private readonly double[] _contents;
    private readonly double[] _squares;
    private readonly double _binsPerUnit;   // 0 where the bins differ in width, infinite where they are too narrow for a number of them

    private Histogram(double[] edges, bool isUniform)
    {
        _edges = edges;
        _contents = new double[edges.Length - 1];
        _squares = new double[edges.Length - 1];
        _binsPerUnit = isUniform ? _contents.Length / (edges[^1] - edges[0]) : 0;
    }

    /// <summary>A histogram with bins of equal width.</summary>
    /// <param name="bins">Their number, at most a million.</param>
    /// <param name="low">The lower edge of the first one.</param>
    /// <param name="high">The upper edge of the last one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bins, or the range, cannot be.</exception>
    public Histogram(int bins, double low, double high) : this(UniformEdges(bins, low, high), isUniform: true) { }

    /// <summary>A histogram with bins between these edges.</summary>
    /// <param name="edges">Two or more finite numbers, each larger than the one before.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static Histogram WithEdges(params ReadOnlySpan<double> edges)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(edges.Length, 2, nameof(edges));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(edges.Length, MaximumBins + 1, nameof(edges));
        for (int i = 0; i < edges.Length; i++)
            if (!double.IsFinite(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1])))
                throw new ArgumentException($"Edges ascend and are finite; edge {i} is {edges[i]}.", nameof(edges));
        return new Histogram(edges.ToArray(), isUniform: false);
    }

    /// <summary>A histogram that was filled elsewhere.</summary>
    /// <exception cref="ArgumentException">
    /// The edges do not ascend, or there are not as many contents, or squared weights, as bins.
    /// </exception>
    public static Histogram OfContents(HistogramContents filled)
    {
        ArgumentNullException.ThrowIfNull(filled);
        double[] edges = WithEdges([.. filled.Edges])._edges;
        if (filled.Contents.Count != edges.Length - 1)
            throw new ArgumentException($"{edges.Length - 1} bins have as many contents, not {filled.Contents.Count}.", nameof(filled));
        if (filled.SquaredWeights is { } given && given.Count != edges.Length - 1)
            throw new ArgumentException($"{edges.Length - 1} bins have as many squared weights, not {given.Count}.", nameof(filled));
        Histogram histogram = new(edges, filled.IsUniform)
        {
            Title = filled.Title,
            XLabel = filled.XLabel,
            YLabel = filled.YLabel,
            Underflow = filled.Underflow,
            Overflow = filled.Overflow,
            EntryCount = filled.EntryCount,
        };
        for (int bin = 0; bin < histogram.BinCount; bin++)
        {
            histogram._contents[bin] = filled.Contents[bin];
            histogram._squares[bin] = filled.SquaredWeights?[bin] ?? Math.Abs(filled.Contents[bin]);
        }
        return histogram;
    }

    /// <summary>The heading of its picture.</summary>
    public string Title { get; init; } = "";

    /// <summary>What is filled, with its unit: <c>m(μμ) [GeV]</c>.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the contents are.</summary>
    public string YLabel { get; init; } = "Entries";

    /// <summary>The number of bins.</summary>
    public int BinCount => _contents.Length;

    /// <summary>The ascending edges of the bins: one more than there are bins.</summary>
    public ReadOnlySpan<double> Edges => _edges;

    /// <summary>The sum of weights in each bin.</summary>
    public ReadOnlySpan<double> Contents => _contents;

    /// <summary>The sum of squared weights in each bin: the square of its statistical error.</summary>
    public ReadOnlySpan<double> SquaredWeights => _squares;

    /// <summary>The sum of weights below the first bin.</summary>
    public double Underflow { get; private set; }

    /// <summary>The sum of weights at and above the last edge.</summary>
    public double Overflow { get; private set; }

    /// <summary>The number of values filled, those outside the bins too.</summary>
    public long EntryCount { get; private set; }

    /// <summary>The number of values that were not filled because they, or their weights, are NaN.</summary>
    public long NaNCount { get; private set; }

    /// <summary>Whether all bins have one width.</summary>
    public bool IsUniform => _binsPerUnit != 0;

    /// <summary>The statistical errors of the contents: roots of the sums of squared weights.</summary>
    public double[] GetErrors() => Array.ConvertAll(_squares, Math.Sqrt);

    /// <summary>The bin that holds a value: −1 below the first, <see cref="BinCount"/> from the last edge on.</summary>
    /// <exception cref="ArgumentException">The value is NaN.</exception>
    public int FindBin(double value)
    {
        if (double.IsNaN(value)) throw new ArgumentException("NaN lies in no bin.", nameof(value));
        if (value < _edges[0]) return -1;
        if (value >= _edges[^1]) return BinCount;
        if (_binsPerUnit == 0 || double.IsInfinity(_binsPerUnit)) return FindAmongEdges(value);
        int bin = Math.Min((int)((value - _edges[0]) * _binsPerUnit), BinCount - 1);
        if (value < _edges[bin]) return bin - 1;   // the product may be rounded across an edge
        return value >= _edges[bin + 1] ? bin + 1 : bin;
    }

    /// <summary>Counts a value.</summary>
    public void Fill(double value, double weight = 1)
    {
        if (double.IsNaN(value) || double.IsNaN(weight))
        {
            NaNCount++;
            return;
        }
        EntryCount++;
        int bin = FindBin(value);
        if (bin < 0) Underflow += weight;
        else if (bin == BinCount) Overflow += weight;
        else
        {
            _contents[bin] += weight;
            _squares[bin] += weight * weight;
        }
    }

    /// <summary>Counts many values, each with weight 1.</summary>
    public void FillAll(ReadOnlySpan<double> values)
    {
        foreach (double value in values) Fill(value);
    }

    /// <summary>Counts many values, each with its weight.</summary>
    /// <exception cref="ArgumentException">There are not as many weights as values.</exception>
    public void FillAll(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (values.Length != weights.Length)
            throw new ArgumentException($"{values.Length} values have as many weights, not {weights.Length}.", nameof(weights));
        for (int i = 0; i < values.Length; i++) Fill(values[i], weights[i]);
    }

    /// <summary>Counts all values of a column of numbers; of a jagged one, one for each object.</summary>
    /// <exception cref="PipelineException">The column holds no numbers.</exception>
    public void FillAll(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        using SharedMemory<double> values = ColumnConversion.Read<double>(column);
        FillAll(values.Span);
    }

    /// <summary>Counts all values of a column with weights: one a value, or one an entry for all its objects.</summary>
    /// <exception cref="PipelineException">A column holds no numbers.</exception>
    /// <exception cref="ArgumentException">The weights are neither.</exception>
    public void FillAll(Column column, Column weights)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(weights);
        using Operand<double> values = Numbers(column), given = Numbers(weights);
        if (column.EntryCount != weights.EntryCount
            || values.Levels.Difference(given.Levels, Math.Min(given.Levels.Depth, values.Levels.Depth)) is not null
            || !values.Levels.Dimensions.AsSpan().StartsWith(given.Levels.Dimensions.AsSpan()))
            throw new ArgumentException($"The weights '{weights.Schema}' do not broadcast over '{column.Schema}'.", nameof(weights));
        using Operand<double> each = given.Expand(values.Levels);
        FillAll(values.Values, each.Values);
    }

    /// <summary>Adds what another histogram with the same edges counted.</summary>
    /// <exception cref="ArgumentException">The edges differ.</exception>
    public void Add(Histogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!_edges.AsSpan().SequenceEqual(other._edges))
            throw new ArgumentException("Only histograms with the same edges are added.", nameof(other));
        for (int bin = 0; bin < BinCount; bin++)
        {
            _contents[bin] += other._contents[bin];
            _squares[bin] += other._squares[bin];
        }
        (Underflow, Overflow) = (Underflow + other.Underflow, Overflow + other.Overflow);
        (EntryCount, NaNCount) = (EntryCount + other.EntryCount, NaNCount + other.NaNCount);
    }

    /// <summary>A picture of its bins as one <c>svg</c> element that needs nothing else, with error bars on request.</summary>
    public string ToSvg(HistogramDrawing? options = null) =>
        Overlay([("", this)], (options ?? new()) with { Title = options?.Title ?? Title }).ToSvg();

    /// <summary>The picture as a piece of HTML, with what was counted below it.</summary>
    public string ToHtml()
    {
        string counts =
            FormattableString.Invariant($"{EntryCount} entries, underflow {Underflow:G6}, overflow {Overflow:G6}, NaN {NaNCount}");
        return $"<figure style=\"margin:0\">{ToSvg()}<figcaption>{counts}</figcaption></figure>";
    }

    /// <summary>
    /// <c>{"axes":[{"bins":50,"low":0,"high":200}],"contents":[…],"underflow":…,"overflow":…,"entries":…}</c>; an axis with bins of
    /// unlike width has <c>edges</c> too.
    /// </summary>
    public string ToJson() => HistogramJson.Write(this);

    /// <summary>Several histograms in one picture, such as signal and background; labels are those of the first.</summary>
    /// <param name="histograms">What the legend calls each, and the histogram.</param>
    /// <param name="options">How they are drawn.</param>
    public static Chart Overlay(IReadOnlyList<(string Name, Histogram Histogram)> histograms, HistogramDrawing? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(histograms.Count, nameof(histograms));
        options ??= new HistogramDrawing();
        Histogram first = histograms[0].Histogram;
        Chart chart = new()
        {
            Title = options.Title ?? first.Title,
            XLabel = first.XLabel,
            YLabel = options.Normalized ? "Fraction of entries" : first.YLabel,
            IsLogarithmic = options.IsLogarithmic,
        };
        foreach ((string name, Histogram histogram) in histograms)
        {
            double scale = options.Normalized ? histogram.NormalizingFactor() : 1;
            chart.AddSteps(name, histogram._edges, Array.ConvertAll(histogram._contents, c => c * scale),
                options.ErrorBars ? Array.ConvertAll(histogram.GetErrors(), e => e * scale) : []);
        }
        return chart;
    }

    /// <summary>
    /// The last edge that is not above a value inside the range. Steps without a branch: which half it is cannot be guessed.
    /// </summary>
    private int FindAmongEdges(double value)
    {
        int bin = 0;
        for (int rest = _edges.Length; rest > 1;)
        {
            int half = rest >> 1;
            bin += half * (_edges[bin + half] <= value ? 1 : 0);
            rest -= half;
        }
        return bin;
    }

    private double NormalizingFactor()
    {
        double sum = 0;
        foreach (double content in _contents) sum += content;
        return sum == 0 ? 0 : 1 / sum;
    }

    private static Operand<double> Numbers(Column column) => new(Levels.Of(column), ColumnConversion.Read<double>(column));

    private static double[] UniformEdges(int bins, double low, double high)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MaximumBins);
        if (!(low < high) || !double.IsFinite(high - low))
            throw new ArgumentOutOfRangeException(nameof(high), $"Bins from {low} to {high} cannot be.");
        double[] edges = new double[bins + 1];
        double width = (high - low) / bins;
        for (int i = 0; i < bins; i++) edges[i] = low + i * width;
        edges[bins] = high;
        for (int i = 0; i < bins; i++)
            if (!(edges[i] < edges[i + 1]))
                throw new ArgumentOutOfRangeException(nameof(bins), $"float64 has no {bins} numbers between {low} and {high}.");
        return edges;
    }
}
