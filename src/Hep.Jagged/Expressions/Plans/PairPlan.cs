namespace Hep.Jagged;

/// <summary>
/// For each pair of objects the value of its first or of its second one: of all pairs i &lt; j of one list, or of each element of a list
/// with each of another. The first object varies slowest.
/// </summary>
/// <param name="position">The character that an error about it points to.</param>
/// <param name="shape">The lists of pairs.</param>
/// <param name="first">The list of the first objects.</param>
/// <param name="second">The list of the second ones, or null: the same list.</param>
/// <param name="ofFirst">Whose values these are.</param>
internal sealed class PairPlan<T>(int position, Shape shape, Plan first, Plan? second, bool ofFirst)
    : Plan(position, (ofFirst ? first : second ?? first).Kind, shape) where T : unmanaged
{
    public override Operand Evaluate(Evaluation evaluation)
    {
        using Operand firsts = first.Evaluate(evaluation);
        using Operand? seconds = second?.Evaluate(evaluation);
        using SharedMemory<int> rows = firsts.Levels.Boundaries(0);
        using SharedMemory<int>? columns = seconds?.Levels.Boundaries(0);
        SharedMemory<int> offsets = SharedMemory<int>.Rent(rows.Length);
        int count = Count(rows.Span, columns is null ? default : columns.Span, offsets.Span, evaluation);
        SharedMemory<T> values = SharedMemory<T>.Rent(count);
        ReadOnlySpan<T> from = ((Operand<T>)(ofFirst ? firsts : seconds ?? firsts)).Values;
        if (columns is null) Within(from, rows.Span, values.Span);
        else Across(from, rows.Span, columns.Span, values.Span);
        return new Operand<T>(new Levels(rows.Length - 1, Shape.Dimensions, [offsets]) { Crossed = columns is null ? null : rows.Share() },
            values);
    }

    /// <summary>The number of pairs; where those of each entry begin goes into <paramref name="offsets"/>.</summary>
    private int Count(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, Span<int> offsets, Evaluation evaluation)
    {
        long total = 0;
        offsets[0] = 0;
        for (int entry = 0; entry < rows.Length - 1; entry++)
        {
            long objects = rows[entry + 1] - rows[entry];
            total += columns.IsEmpty ? objects * (objects - 1) / 2 : objects * (columns[entry + 1] - columns[entry]);
            if (total > Array.MaxLength)
                throw evaluation.Error(Position, $"The {rows.Length - 1} entries of a batch have more than {Array.MaxLength} pairs, and "
                    + $"entry {entry} alone has {objects} objects: read smaller batches, or select objects before they are paired.");
            offsets[entry + 1] = (int)total;
        }
        return (int)total;
    }

    private void Within(ReadOnlySpan<T> from, ReadOnlySpan<int> boundaries, Span<T> to)
    {
        int at = 0;
        for (int entry = 0; entry < boundaries.Length - 1; entry++)
        {
            ReadOnlySpan<T> objects = from[boundaries[entry]..boundaries[entry + 1]];
            for (int i = 1; i < objects.Length; i++)
            {
                Span<T> row = to.Slice(at, objects.Length - i);
                if (ofFirst) row.Fill(objects[i - 1]);
                else objects[i..].CopyTo(row);
                at += row.Length;
            }
        }
    }

    private void Across(ReadOnlySpan<T> from, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, Span<T> to)
    {
        int at = 0;
        for (int entry = 0; entry < rows.Length - 1; entry++)
        {
            int width = columns[entry + 1] - columns[entry];
            for (int i = rows[entry]; i < rows[entry + 1]; i++)
            {
                Span<T> row = to.Slice(at, width);
                if (ofFirst) row.Fill(from[i]);
                else from.Slice(columns[entry], width).CopyTo(row);
                at += width;
            }
        }
    }
}
