using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Hep.Jagged;

/// <summary>Walks the levels of a column: what an entry holds, and the offsets of a part, a choice or a sequence of columns.</summary>
internal static class ColumnLayout
{
    /// <summary>
    /// The number of values that entries and offsets ask for; offsets that do not fit their parents, or do not ascend, are refused.
    /// </summary>
    public static int CountValues(Column column)
    {
        int count = column.EntryCount, level = 0;
        foreach (Dimension dimension in column.Schema.Dimensions)
            count = dimension.IsVariable ? Last(column, level++, count) : checked(count * dimension.Size);
        return column.Type.HasCharacters ? Last(column, level, count) : count;
    }

    /// <summary>Where the values of one entry lie.</summary>
    public static (int Start, int Count) ValuesOf(Column column, int entry)
    {
        if (column.Schema.OffsetLevels > 1)
            throw new InvalidOperationException($"Column '{column.Schema}' has more than one variable level: use its offsets.");
        int start = entry, end = entry + 1, level = 0;
        foreach (Dimension dimension in column.Schema.Dimensions) Descend(column, dimension, ref level, ref start, ref end);
        if (column.Type.HasCharacters) Descend(column, Dimension.Variable, ref level, ref start, ref end);
        return (start, end - start);
    }

    /// <summary>The bytes that entries hold: an offset a list in the levels that are counted, and values.</summary>
    public static long CountBytes(Column column, int entry, int count, bool[] isCounted)
    {
        int start = entry, end = entry + count, level = 0;
        long bytes = 0;
        foreach (Dimension dimension in column.Schema.Dimensions) Down(dimension);
        if (column.Type.HasCharacters) Down(Dimension.Variable);
        return bytes + (long)(end - start) * column.ValueBytes;

        void Down(Dimension dimension)
        {
            if (dimension.IsVariable && isCounted[level]) bytes += (long)(end - start) * sizeof(int);
            Descend(column, dimension, ref level, ref start, ref end);
        }
    }

    /// <summary>The offsets of consecutive entries, from 0 again, and where their values lie.</summary>
    public static SharedMemory<int>[] Slice(Column column, int entry, int count, OffsetsMemo memo, out int start, out int valueCount)
    {
        SharedMemory<int>[] offsets = new SharedMemory<int>[column.Schema.OffsetLevels];
        int first = entry, end = entry + count, level = 0;
        foreach (Dimension dimension in Levels(column))
        {
            if (dimension.IsVariable)
            {
                SharedMemory<int> before = column.OffsetsMemory(level);
                (int from, int to) = (first, end);
                offsets[level] = memo.GetOrAdd(PathOf([column], level), () => Rebase(before, from, to));
            }
            Descend(column, dimension, ref level, ref first, ref end);
        }
        (start, valueCount) = (first, end - first);
        return offsets;
    }

    /// <summary>The offsets of chosen entries; <paramref name="ranges"/> goes down to their values.</summary>
    /// <param name="column">The columns, one after the other.</param>
    /// <param name="parts">The columns: theirs are the offsets that others may share.</param>
    /// <param name="entries">The places of those that are chosen.</param>
    /// <param name="ranges">The same, of length 1.</param>
    /// <param name="memo">What became of offsets of columns beside these.</param>
    public static SharedMemory<int>[] Take(
        Column column, IReadOnlyList<Column> parts, ReadOnlySpan<int> entries, Ranges ranges, OffsetsMemo memo)
    {
        SharedMemory<int>[] offsets = new SharedMemory<int>[column.Schema.OffsetLevels];
        int level = 0;
        foreach (Dimension dimension in Levels(column))
        {
            if (!dimension.IsVariable)
            {
                ranges.Descend(dimension.Size);
                continue;
            }
            SharedMemory<int> before = column.OffsetsMemory(level);
            offsets[level] = level == 0 && before.Length == column.EntryCount + 1
                ? memo.Lists(OffsetsOf(parts, 0), entries).Offsets
                : memo.GetOrAdd(PathOf(parts, level), () => ranges.GatherOffsets(before.Span));
            ranges.Descend(before.Span);
            level++;
        }
        return offsets;
    }

    /// <summary>The offsets of columns one after the other.</summary>
    public static SharedMemory<int>[] Concat(IReadOnlyList<Column> columns, OffsetsMemo memo)
    {
        SharedMemory<int>[] offsets = new SharedMemory<int>[columns[0].Schema.OffsetLevels];
        for (int level = 0; level < offsets.Length; level++)
        {
            SharedMemory<int>[] parts = OffsetsOf(columns, level);
            offsets[level] = memo.GetOrAdd(parts, () => Join(parts));
        }
        return offsets;
    }

    /// <summary>The offsets of one level of each column.</summary>
    public static SharedMemory<int>[] OffsetsOf(IReadOnlyList<Column> columns, int level)
    {
        SharedMemory<int>[] offsets = new SharedMemory<int>[columns.Count];
        for (int i = 0; i < offsets.Length; i++) offsets[i] = columns[i].OffsetsMemory(level);
        return offsets;
    }

    // Which lists of a level belong to the entries of a part or a choice is said by the offsets above: lists are alike below the same ones.
    private static SharedMemory<int>[] PathOf(IReadOnlyList<Column> columns, int level) =>
        [.. Enumerable.Range(0, level + 1).SelectMany(above => OffsetsOf(columns, above))];

    /// <summary>The offsets of lists that follow each other.</summary>
    public static SharedMemory<int> Join(SharedMemory<int>[] parts)
    {
        if (parts.Length == 1) return parts[0].Share();
        int parents = 0;
        foreach (SharedMemory<int> part in parts) parents = checked(parents + part.Length - 1);
        SharedMemory<int> joined = SharedMemory<int>.Rent(parents + 1);
        Span<int> to = joined.Span;
        int next = 0, shift = 0;
        to[next++] = 0;
        foreach (SharedMemory<int> part in parts)
        {
            foreach (int offset in part.Span[1..]) to[next++] = checked(shift + offset);
            shift = to[next - 1];
        }
        return joined;
    }

    private static SharedMemory<int> Rebase(SharedMemory<int> offsets, int first, int end)
    {
        if (first == 0) return offsets.Share(0, end + 1);
        SharedMemory<int> rebased = SharedMemory<int>.Rent(end - first + 1);
        System.Numerics.Tensors.TensorPrimitives.Subtract(offsets.Span.Slice(first, rebased.Length), offsets.Span[first], rebased.Span);
        return rebased;
    }

    private static ImmutableArray<Dimension> Levels(Column column) =>
        column.Type.HasCharacters ? column.Schema.Dimensions.Add(Dimension.Variable) : column.Schema.Dimensions;

    private static void Descend(Column column, Dimension dimension, ref int level, ref int start, ref int end)
    {
        if (dimension.IsVariable)
        {
            ReadOnlySpan<int> offsets = column.Offsets(level++);
            (start, end) = (offsets[start], offsets[end]);
        }
        else (start, end) = (start * dimension.Size, end * dimension.Size);
    }

    private static int Last(Column column, int level, int parents)
    {
        ReadOnlySpan<int> offsets = column.Offsets(level);
        if (offsets.Length != parents + 1 || offsets[0] != 0)
            throw new ArgumentException($"Column '{column.Schema}': level {level} needs {parents + 1} offsets from 0, "
                + $"it has {offsets.Length}{(offsets.IsEmpty ? "" : $" from {offsets[0]}")}.");
        if (!IsAscending(offsets)) throw new ArgumentException($"Column '{column.Schema}': the offsets of level {level} do not ascend.");
        return offsets[^1];
    }

    /// <summary>Whether no number is below the one before.</summary>
    public static bool IsAscending(ReadOnlySpan<int> offsets)
    {
        ref int first = ref MemoryMarshal.GetReference(offsets);
        int i = 0;
        // Each vector is compared with the one that begins an element later: both lie within offsets.Length elements.
        for (; Vector.IsHardwareAccelerated && i + Vector<int>.Count < offsets.Length; i += Vector<int>.Count)
            if (Vector.GreaterThanAny(Vector.LoadUnsafe(ref first, (nuint)i), Vector.LoadUnsafe(ref first, (nuint)i + 1))) return false;
        for (i++; i < offsets.Length; i++)
            if (offsets[i] < offsets[i - 1]) return false;
        return true;
    }
}
