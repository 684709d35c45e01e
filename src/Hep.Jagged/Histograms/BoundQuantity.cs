namespace Hep.Jagged;

/// <summary>A quantity bound to columns: the values of a batch that are filled, with their weights.</summary>
internal sealed class BoundQuantity
{
    private readonly BoundExpression _value;
    private readonly BoundExpression? _where, _weight;

    /// <summary>Looks up the columns, and checks that cut and weight have a value for each entry or for each object filled.</summary>
    public BoundQuantity(HistogramQuantity quantity, Schema schema)
    {
        Expression value = Expression.Parse(quantity.Value);
        _value = value.Bind(schema);
        if (!_value.Result.Type.IsNumeric)
            throw ExpressionError.At(value.Text, 0, $"A histogram needs numbers, and this is {_value.Result.Type.Name}.");
        HashSet<string> names = [.. value.Columns];
        _where = BindTo(quantity.Where, "cut", schema, names);
        _weight = BindTo(quantity.Weight, "weight", schema, names);
        if (value.Columns.Count == 0) throw ExpressionError.At(value.Text, 0, "A histogram is filled from columns, and this names none.");
        Columns = new Schema(schema.Where(c => names.Contains(c.Name)));
    }

    /// <summary>The columns that are read.</summary>
    public Schema Columns { get; }

    /// <summary>Hands over the values of a batch that pass the cut, and their weights: none where each counts 1.</summary>
    public void Read(EntryBatch batch, Action<ReadOnlySpan<double>, ReadOnlySpan<double>> fill)
    {
        using Column value = _value.Evaluate(batch, "value");
        using Operand<double> values = new(Levels.Of(value), ColumnConversion.Read<double>(value));
        using Operand<double>? weights = _weight is null ? null
            : Aligned<double>(_weight.Evaluate(batch, "weight"), _weight, values.Levels);
        if (_where is null)
        {
            fill(values.Values, weights is null ? [] : weights.Values);
            return;
        }
        using Operand<bool> keep = Aligned<bool>(_where.EvaluateMask(batch), _where, values.Levels);
        using SharedMemory<double> kept = SharedMemory<double>.Rent(values.Values.Length);
        int count = Keep(values.Values, keep.Values, kept.Span);
        if (weights is null)
        {
            fill(kept.Span[..count], []);
            return;
        }
        using SharedMemory<double> keptWeights = SharedMemory<double>.Rent(values.Values.Length);
        Keep(weights.Values, keep.Values, keptWeights.Span);
        fill(kept.Span[..count], keptWeights.Span[..count]);
    }

    private BoundExpression? BindTo(string? text, string role, Schema schema, HashSet<string> names)
    {
        if (text is null) return null;
        Expression expression = Expression.Parse(text);
        BoundExpression bound = expression.Bind(schema);
        if (!bound.Result.Type.IsNumeric)
            throw ExpressionError.At(text, 0, $"A {role} needs numbers or truth values, and this is {bound.Result.Type.Name}.");
        Shape mine = bound.Shape, values = _value.Shape;
        if (!mine.IsOuterPartOf(values))
            throw ExpressionError.At(text, 0, $"The {role} has values of shape {mine} and '{_value.Result.Name}' {Described(values)}: "
                + "any(…), all(…), count(…) or max(…) make one an entry of them.");
        names.UnionWith(expression.Columns);
        return bound;
    }

    private static string Described(Shape shape) => shape.IsFlat ? shape.ToString() : $"those of shape {shape}";

    // Takes the column over.
    private Operand<T> Aligned<T>(Column column, BoundExpression expression, Levels levels) where T : unmanaged
    {
        using (column)
        {
            Operand<T> given = new(Levels.Of(column), ColumnConversion.Read<T>(column));
            if (levels.Difference(given.Levels, given.Levels.Depth) is { } d)
            {
                given.Dispose();
                throw ExpressionError.At(expression.Result.Name, 0, $"Lists of different lengths: in entry {d.Entry} of the batch, "
                    + $"'{_value.Result.Name}' has {d.Length} elements and this {d.OtherLength}.");
            }
            if (given.Levels.Depth == levels.Depth) return given;
            using (given) return given.Expand(levels);
        }
    }

    private static int Keep(ReadOnlySpan<double> values, ReadOnlySpan<bool> keep, Span<double> kept)
    {
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            kept[count] = values[i];                        // overwritten by the next unless kept: no branch to guess
            count += keep[i] ? 1 : 0;
        }
        return count;
    }
}
