namespace Hep.Jagged;

/// <summary>Computed elements of an expression. A constant holds one block of equal values, whatever the batch's size.</summary>
internal abstract class Operand(Levels levels, bool isConstant = false) : IDisposable
{
    /// <summary>Elements that a kernel gets at once: small enough for the caches, large enough for vectors.</summary>
    public const int BlockLength = 1024;

    public Levels Levels { get; } = levels;

    public bool IsConstant { get; } = isConstant;

    /// <summary>The same elements, repeated for the levels that <paramref name="levels"/> has below these.</summary>
    public abstract Operand Expand(Levels levels);

    /// <summary>A column that shares the memory; a constant is repeated for each entry.</summary>
    public abstract Column ToColumn(ColumnSchema schema, int entryCount);

    public virtual void Dispose() => Levels.Dispose();
}

/// <summary>Computed elements of one type.</summary>
internal sealed class Operand<T>(Levels levels, SharedMemory<T> values, bool isConstant = false) : Operand(levels, isConstant)
    where T : unmanaged
{
    public ReadOnlySpan<T> Values => values.Span;

    public override Operand<T> Expand(Levels levels)
    {
        if (levels.Depth == Levels.Depth && !IsConstant) return new Operand<T>(levels.Share(), values.Share());
        SharedMemory<T> expanded = SharedMemory<T>.Rent(levels.ElementCount);
        using SharedMemory<int> memory = levels.InnermostBoundaries(Levels.Depth);
        ReadOnlySpan<int> boundaries = memory.Span;
        Span<T> to = expanded.Span;
        ReadOnlySpan<T> from = Values;
        for (int i = 0; i < from.Length; i++)
        {
            T value = from[i];
            // lists are short: Fill costs more than it saves
            foreach (ref T element in to[boundaries[i]..boundaries[i + 1]]) element = value;
        }
        return new Operand<T>(levels.Share(), expanded);
    }

    public override Column<T> ToColumn(ColumnSchema schema, int entryCount)
    {
        if (!IsConstant) return new Column<T>(schema, entryCount, values.Share(), Levels.ShareOffsets());
        SharedMemory<T> repeated = SharedMemory<T>.Rent(entryCount);
        repeated.Span.Fill(Values[0]);
        return new Column<T>(schema, entryCount, repeated);
    }

    public override void Dispose()
    {
        base.Dispose();
        values.Dispose();
    }
}

/// <summary>Text whose characters nothing reads: only its levels count.</summary>
internal sealed class TextOperand(Levels levels) : Operand(levels)
{
    public override Operand Expand(Levels levels) => new TextOperand(levels.Share());

    public override Column ToColumn(ColumnSchema schema, int entryCount) =>
        throw new NotSupportedException("Text passes through as the column it is.");
}
