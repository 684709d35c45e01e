namespace Hep.Jagged;

/// <summary>Axes bound to columns: finds class, bin and weight of the entries of a batch.</summary>
internal sealed class EntryClassifier
{
    private readonly (GridAxis Axis, BoundExpression Value)[] _axes;
    private readonly bool _hasWeight;

    /// <summary>Looks up the columns, and checks that each has one number an entry.</summary>
    /// <exception cref="PipelineException">They do not fit; the message says which.</exception>
    public EntryClassifier(IReadOnlyList<GridAxis> axes, Schema schema)
    {
        HashSet<string> names = [DatasetColumns.Label];
        if (!schema.TryGet(DatasetColumns.Label, out ColumnSchema? label))
            throw new PipelineException($"Classes are told by the column '{DatasetColumns.Label}', which is not among "
                + $"{string.Join(", ", schema.Select(c => c.Name))}. A dataset adds it; "
                + $"source.Define(\"{DatasetColumns.Label}\", …) does too.");
        CheckNumber(label, "a class");
        if (_hasWeight = schema.TryGet(DatasetColumns.Weight, out ColumnSchema? weight))
        {
            CheckNumber(weight!, "a weight");
            names.Add(DatasetColumns.Weight);
        }
        _axes = new (GridAxis, BoundExpression)[axes.Count];
        for (int i = 0; i < _axes.Length; i++)
        {
            Expression value = Expression.Parse(axes[i].Column);
            _axes[i] = (axes[i], BindAxis(value, schema));
            names.UnionWith(value.Columns);
        }
        Columns = new Schema(schema.Where(c => names.Contains(c.Name)));
    }

    /// <summary>The columns that are read.</summary>
    public Schema Columns { get; }

    /// <summary>The values of an axis.</summary>
    /// <exception cref="PipelineException">The expression does not fit, or has not one number an entry.</exception>
    public static BoundExpression BindAxis(Expression value, Schema schema)
    {
        BoundExpression bound = value.Bind(schema);
        return bound.Result.Dimensions.IsEmpty && bound.Result.Type.IsNumeric ? bound
            : throw ExpressionError.At(value.Text, 0, $"The axis of bins needs one number an entry, and this is '{bound.Result}'.");
    }

    /// <summary>Looks at a batch; the caller disposes what is found.</summary>
    public ClassifiedEntries Read(EntryBatch batch)
    {
        SharedMemory<int> bins = SharedMemory<int>.Rent(batch.EntryCount);
        bins.Span.Clear();
        foreach ((GridAxis axis, BoundExpression value) in _axes)
        {
            using Column column = value.Evaluate(batch, "value");
            using SharedMemory<double> values = ColumnConversion.Read<double>(column);
            AddCells(axis, values.Span, bins.Span);
        }
        return new ClassifiedEntries(ColumnConversion.Read<double>(batch[DatasetColumns.Label]), bins,
            _hasWeight ? ColumnConversion.Read<double>(batch[DatasetColumns.Weight]) : null);
    }

    private static void AddCells(GridAxis axis, ReadOnlySpan<double> values, Span<int> bins)
    {
        for (int i = 0; i < bins.Length; i++)
        {
            int cell = axis.GetCell(values[i]);
            bins[i] = cell < 0 || bins[i] < 0 ? -1 : bins[i] * axis.Count + cell;
        }
    }

    private static void CheckNumber(ColumnSchema column, string what)
    {
        if (!column.Dimensions.IsEmpty || !column.Type.IsNumeric) throw new PipelineException($"'{column}': {what} is one number.");
    }
}
