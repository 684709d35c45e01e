namespace Hep.Jagged;

/// <summary>
/// One axis of a plane of phase space: a column and the cells over its values, [edge i, edge i + 1) each. What lies outside, NaN and
/// infinities have no cell. Immutable; axes are equal that have equal columns, edges and wrapping.
/// </summary>
public sealed record GridAxis
{
    private readonly double[]? _edges;   // null: uniform
    private readonly double _step;

    private GridAxis(string column, int count, double low, double high, double[]? edges)
    {
        (Column, Count, Low, High, _edges) = (column, count, low, high, edges);
        _step = (high - low) / count;
    }

    /// <summary>Cells of one width, whose edges are those of <c>numpy.linspace(low, high, count + 1)</c>.</summary>
    /// <exception cref="ArgumentException">There is no cell, or the range has no width that can be told apart.</exception>
    public static GridAxis Uniform(string column, int count, double low, double high)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        return WhyNotUniform(count, low, high) is { } why
            ? throw new ArgumentException(why, nameof(count))
            : new GridAxis(column, count, low, high, null);
    }

    /// <summary>Cells between ascending edges: one fewer than edges.</summary>
    /// <exception cref="ArgumentException">There are fewer than two edges, or they do not ascend.</exception>
    public static GridAxis Between(string column, params ReadOnlySpan<double> edges)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        return WhyNotEdges(edges) is { } why
            ? throw new ArgumentException(why, nameof(edges))
            : new GridAxis(column, edges.Length - 1, edges[0], edges[^1], edges.ToArray());
    }

    /// <summary>The column whose values have cells.</summary>
    public string Column { get; }

    /// <summary>The number of cells.</summary>
    public int Count { get; }

    /// <summary>The lowest edge; a value there lies in the first cell.</summary>
    public double Low { get; }

    /// <summary>The highest edge; a value there lies outside.</summary>
    public double High { get; }

    /// <summary>Whether all cells are of one width.</summary>
    public bool IsUniform => _edges is null;

    /// <summary>Whether a finite value outside is taken modulo the range, as an angle is. Default: no.</summary>
    public bool Wraps { get; init; }

    /// <summary>The edge below cell <paramref name="index"/>; at <see cref="Count"/> the highest one.</summary>
    public double GetEdge(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)Count, nameof(index));
        return Edge(index);
    }

    /// <summary>All edges, ascending: one more than cells.</summary>
    public double[] GetEdges()
    {
        double[] edges = new double[Count + 1];
        for (int i = 0; i < edges.Length; i++) edges[i] = Edge(i);
        return edges;
    }

    /// <summary>The cell of a value; −1: it has none.</summary>
    public int GetCell(double value)
    {
        if (!(value >= Low && value < High))
        {
            if (!Wraps || !double.IsFinite(value)) return -1;
            value = Wrap(value);
        }
        return _edges is null ? UniformCell(value) : EdgedCell(value);
    }

    /// <summary>Equal column, edges and wrapping.</summary>
    public bool Equals(GridAxis? other) =>
        other is not null && Column == other.Column && Wraps == other.Wraps
        && Count == other.Count && Low == other.Low && High == other.High && IsUniform == other.IsUniform
        && _edges.AsSpan().SequenceEqual(other._edges);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Column, Wraps, Count, Low, High);

    /// <summary>Why there are no such cells; null: there are.</summary>
    internal static string? WhyNotUniform(int count, double low, double high)
    {
        if (count < 1) return $"At least one cell is needed, not {count}.";
        if (!(low < high) || !double.IsFinite(high - low))
            return FormattableString.Invariant($"An axis reaches from a lower to a higher number, not from {low} to {high}.");
        double step = (high - low) / count;
        double greatest = Math.Max(Math.Abs(low), Math.Abs(high));
        return step > 4 * (Math.BitIncrement(greatest) - greatest)
            ? null
            : FormattableString.Invariant($"Cells {step} wide cannot be told apart between {low} and {high}: use fewer.");
    }

    /// <summary>Why there are no cells between such edges; null: there are.</summary>
    internal static string? WhyNotEdges(ReadOnlySpan<double> edges)
    {
        if (edges.Length < 2) return $"Two edges at least make a cell, not {edges.Length}.";
        for (int i = 1; i < edges.Length; i++)
            if (!(edges[i - 1] < edges[i])) return FormattableString.Invariant($"Edges ascend: {edges[i]} does not follow {edges[i - 1]}.");
        return double.IsFinite(edges[^1] - edges[0])
            ? null
            : FormattableString.Invariant($"Edges are finite and not as far apart as {edges[0]} and {edges[^1]}.");
    }

    private double Edge(int index) => _edges is not null ? _edges[index] : index == Count ? High : index * _step + Low;

    // A value a rounding error below the range is in the last cell: the remainder must not reach the highest edge.
    private double Wrap(double value)
    {
        double range = High - Low, rest = (value - Low) % range;
        if (rest < 0) rest += range;
        double wrapped = Low + rest;
        return wrapped < High ? Math.Max(wrapped, Low) : Math.BitDecrement(High);
    }

    // The division may miss by one cell; the edges decide.
    private int UniformCell(double value)
    {
        int cell = Math.Min((int)((value - Low) / _step), Count - 1);
        if (value < Edge(cell)) return cell - 1;
        return cell + 1 < Count && value >= Edge(cell + 1) ? cell + 1 : cell;
    }

    private int EdgedCell(double value)
    {
        int found = _edges.AsSpan().BinarySearch(value);
        return found >= 0 ? found : ~found - 1;
    }
}
