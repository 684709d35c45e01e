namespace Hep.Jagged;

/// <summary>The cuts and the weight of a report, bound to columns.</summary>
internal sealed class BoundCutFlow
{
    private readonly CutFlow _flow;
    private readonly BoundExpression[] _cuts;
    private readonly BoundExpression? _weight;

    /// <exception cref="PipelineException">An expression does not fit the columns, or has not one value an entry.</exception>
    public BoundCutFlow(CutFlow flow, Schema schema)
    {
        _flow = flow;
        _cuts = [.. flow.Cuts.Select(c => c.Cut.BindEntryCut(schema))];
        if (flow.Weight is not { } weight) return;
        _weight = weight.Bind(schema);
        if (!_weight.Shape.IsFlat || !_weight.Result.Type.IsNumeric)
            throw ExpressionError.At(weight.Text, 0, $"A weight is one number an entry, and this is '{_weight.Result}'.");
    }

    /// <summary>Counts a batch.</summary>
    /// <returns>The entries that pass all cuts, or null where none does.</returns>
    public EntryBatch? Pass(EntryBatch batch)
    {
        using SharedMemory<bool> kept = SharedMemory<bool>.Rent(batch.EntryCount);
        Count(batch, kept.Span);
        return EntryFilter.Keep(batch, kept.Span);
    }

    /// <summary>Counts a batch.</summary>
    public void Count(EntryBatch batch)
    {
        using SharedMemory<bool> kept = SharedMemory<bool>.Rent(batch.EntryCount);
        Count(batch, kept.Span);
    }

    private void Count(EntryBatch batch, Span<bool> kept)
    {
        List<Column<bool>> marks = new(_cuts.Length);
        try
        {
            foreach (BoundExpression cut in _cuts) marks.Add(cut.EvaluateMask(batch));
            using Column? weight = _weight?.Evaluate(batch, "weight");
            using SharedMemory<double>? weights = weight is null ? null : ColumnConversion.Read<double>(weight);
            _flow.Count(marks, weights is null ? [] : weights.Span, kept);
        }
        finally
        {
            foreach (Column<bool> mark in marks) mark.Dispose();
        }
    }
}
