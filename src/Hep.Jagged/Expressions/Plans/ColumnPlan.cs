namespace Hep.Jagged;

/// <summary>A column of the batch, widened to a kind of value; memory is shared where it is of that type already.</summary>
internal sealed class ColumnPlan(int position, ColumnSchema column, ValueKind kind)
    : Plan(position, kind, new Shape(column.Dimensions, column.Counter, column.Name) { Pairing = column.Pairing })
{
    /// <summary>A column widened no further than to its own kind.</summary>
    public ColumnPlan(int position, ColumnSchema column) : this(position, column, ValueKinds.Of(column.Type)) { }

    /// <summary>The column as it was bound.</summary>
    public ColumnSchema Schema => column;

    /// <summary>The same column as elements of another kind.</summary>
    public ColumnPlan As(ValueKind kind) => new(Position, column, kind);

    public override Operand Evaluate(Evaluation evaluation)
    {
        Column found = Find(evaluation);
        Levels levels = Levels.Of(found);
        return Kind switch
        {
            ValueKind.Bool => new Operand<bool>(levels, ColumnConversion.Read<bool>(found)),
            ValueKind.Int64 => new Operand<long>(levels, ColumnConversion.Read<long>(found)),
            ValueKind.UInt64 => new Operand<ulong>(levels, ColumnConversion.Read<ulong>(found)),
            ValueKind.Float64 => new Operand<double>(levels, ColumnConversion.Read<double>(found)),
            _ => new TextOperand(levels),
        };
    }

    /// <summary>The batch's column of this name, which must still be what was bound.</summary>
    public Column Find(Evaluation evaluation)
    {
        Column found = evaluation.Batch[column.Name];
        if (found.Type == column.Type && found.Schema.Dimensions.AsSpan().SequenceEqual(column.Dimensions.AsSpan())) return found;
        throw evaluation.Error(Position, $"The expression was bound to '{column}', the batch holds '{found.Schema}'.");
    }
}
