namespace Hep.Jagged;

/// <summary>
/// A formula bound to columns, ready to be computed for batches that have them. Immutable; safe to use from several threads.
/// </summary>
public sealed class BoundExpression
{
    private readonly string _text;
    private readonly Plan _plan;

    internal BoundExpression(string text, Plan plan)
    {
        _text = text;
        _plan = plan;
        ElementType type = plan is ColumnPlan column ? column.Schema.Type : ValueKinds.TypeOf(plan.Kind);
        Shape shape = plan.Shape;
        Result = new ColumnSchema(text, type, shape.Dimensions.AsSpan()) { Counter = shape.Counter, Pairing = shape.Pairing };
    }

    /// <summary>
    /// What the result is, named after the formula: a column alone keeps its type; otherwise bool for comparisons and logic,
    /// int64 (uint64 between unsigned ones) for <c>%</c> of integers, int64 for <c>count</c>, <c>argmax</c> and <c>argmin</c>, else
    /// float64. The counter is that of the collection whose lists the result has; over pairs of counted objects <c>nMuon_pairs</c>
    /// or <c>nMuon_nJet_pairs</c>, a name that the columns of equal pairs share although no column holds the number.
    /// </summary>
    public ColumnSchema Result { get; }

    /// <summary>The levels of the result, and what its elements are.</summary>
    internal Shape Shape => _plan.Shape;

    /// <summary>Computes the formula for the entries of a batch.</summary>
    /// <returns>
    /// A new column, which the caller disposes; its offsets are the memory of the columns it comes from, and so are its values
    /// where the formula is a column alone.
    /// </returns>
    /// <exception cref="PipelineException">
    /// A column is missing or not what was bound, lists that are combined differ in length, or there are too many pairs for one column.
    /// </exception>
    public Column Evaluate(EntryBatch batch, string name)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Evaluation evaluation = new(batch, _text);
        if (_plan is ColumnPlan column) return column.Find(evaluation).Share(name);
        using Operand operand = _plan.Evaluate(evaluation);
        return operand.ToColumn(Result with { Name = name }, batch.EntryCount);
    }

    /// <summary>Where the formula holds, as a cut or a selection of objects asks: true where it is neither 0, false nor NaN.</summary>
    /// <returns>A new column with the levels of <see cref="Result"/>, which the caller disposes.</returns>
    /// <exception cref="PipelineException">As <see cref="Evaluate"/>, and for text.</exception>
    public Column<bool> EvaluateMask(EntryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_plan.Kind == ValueKind.Text) throw ExpressionError.At(_text, 0, "A cut needs numbers or truth values, and this is text.");
        using Operand operand = Conversions.To(ValueKind.Bool, _plan).Evaluate(new Evaluation(batch, _text));
        return (Column<bool>)operand.ToColumn(Result with { Type = ElementType.Bool }, batch.EntryCount);
    }
}
