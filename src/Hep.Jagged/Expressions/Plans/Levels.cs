using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// The levels of computed elements: dimensions, and offsets for the variable ones, shared with the columns they come from.
/// </summary>
internal sealed class Levels : IDisposable
{
    private readonly SharedMemory<int>[] _offsets;

    /// <summary>Takes over the offsets, one for each variable dimension.</summary>
    public Levels(int entryCount, ImmutableArray<Dimension> dimensions, SharedMemory<int>[] offsets)
    {
        EntryCount = entryCount;
        Dimensions = dimensions;
        _offsets = offsets;
    }

    public int EntryCount { get; }

    public ImmutableArray<Dimension> Dimensions { get; }

    public int Depth => Dimensions.Length;

    /// <summary>
    /// Of pairs across two lists, where the lists of the first objects lie: two lists of 3 and 2 have as many pairs as such of 2 and 3.
    /// </summary>
    public SharedMemory<int>? Crossed { get; init; }

    /// <summary>The number of elements below all levels.</summary>
    public int ElementCount => CountAt(Depth);

    /// <summary>One element an entry.</summary>
    public static Levels Flat(int entryCount) => new(entryCount, [], []);

    /// <summary>The levels of a column above its values; the characters of text are not among them.</summary>
    public static Levels Of(Column column)
    {
        SharedMemory<int>[] offsets = new SharedMemory<int>[column.Schema.Depth];
        for (int level = 0; level < offsets.Length; level++) offsets[level] = column.OffsetsMemory(level).Share();
        return new Levels(column.EntryCount, column.Schema.Dimensions, offsets);
    }

    /// <summary>The outermost levels alone.</summary>
    public Levels Outer(int depth) =>
        new(EntryCount, Dimensions[..depth], ShareOffsets(VariableBefore(depth))) { Crossed = depth == 0 ? null : Crossed?.Share() };

    public Levels Share() => Outer(Depth);

    /// <summary>Handles on the offsets of all variable levels.</summary>
    public SharedMemory<int>[] ShareOffsets() => ShareOffsets(_offsets.Length);

    /// <summary>The number of elements below the outermost <paramref name="depth"/> levels.</summary>
    public int CountAt(int depth)
    {
        int count = EntryCount, level = 0;
        for (int d = 0; d < depth; d++) count = Dimensions[d].IsVariable ? _offsets[level++].Span[^1] : checked(count * Dimensions[d].Size);
        return count;
    }

    /// <summary>Where the elements of each parent lie in dimension <paramref name="depth"/>: n + 1 numbers from 0 for n parents.</summary>
    public SharedMemory<int> Boundaries(int depth)
    {
        if (Dimensions[depth].IsVariable) return _offsets[VariableBefore(depth)].Share();
        SharedMemory<int> boundaries = SharedMemory<int>.Rent(checked(CountAt(depth) + 1));
        Span<int> to = boundaries.Span;
        for (int i = 0; i < to.Length; i++) to[i] = checked(i * Dimensions[depth].Size);
        return boundaries;
    }

    /// <summary>
    /// Where the innermost elements of each parent lie, for the parents below the outermost <paramref name="depth"/> levels.
    /// </summary>
    public SharedMemory<int> InnermostBoundaries(int depth)
    {
        SharedMemory<int> boundaries = Boundaries(depth);
        for (int d = depth + 1; d < Depth; d++)
        {
            using SharedMemory<int> outer = boundaries, inner = Boundaries(d);
            boundaries = SharedMemory<int>.Rent(outer.Length);
            for (int i = 0; i < outer.Length; i++) boundaries.Span[i] = inner.Span[outer.Span[i]];
        }
        return boundaries;
    }

    /// <summary>
    /// The offsets below dimension <paramref name="depth"/> for chosen elements; <paramref name="elements"/> goes down
    /// to the innermost ones.
    /// </summary>
    public SharedMemory<int>[] TakeBelow(int depth, Ranges elements)
    {
        int level = VariableBefore(depth);
        SharedMemory<int>[] taken = new SharedMemory<int>[_offsets.Length - level];
        int next = 0;
        for (int d = depth; d < Depth; d++)
        {
            if (!Dimensions[d].IsVariable)
            {
                elements.Descend(Dimensions[d].Size);
                continue;
            }
            taken[next++] = elements.GatherOffsets(_offsets[level].Span);
            elements.Descend(_offsets[level++].Span);
        }
        return taken;
    }

    /// <summary>
    /// The first entry whose lists in the outermost <paramref name="depth"/> levels have other lengths than those of another.
    /// </summary>
    /// <returns>Null where all are equal; otherwise the entry, and the two lengths of the list that differs first.</returns>
    public (int Entry, int Length, int OtherLength)? Difference(Levels other, int depth)
    {
        if (depth > 0 && Crossed is { } crossed && other.Crossed is { } otherCrossed
            && FirstDifference(crossed, otherCrossed) is { } objects) return (objects.List, objects.Length, objects.OtherLength);
        for (int d = 0, level = 0; d < depth; d++)
        {
            if (!Dimensions[d].IsVariable) continue;
            if (FirstDifference(_offsets[level], other._offsets[level++]) is { } found)
                return (EntryOf(d, found.List), found.Length, found.OtherLength);   // the levels above are equal
        }
        return null;
    }

    public void Dispose()
    {
        Crossed?.Dispose();
        foreach (SharedMemory<int> offsets in _offsets) offsets.Dispose();
    }

    private static (int List, int Length, int OtherLength)? FirstDifference(SharedMemory<int> mine, SharedMemory<int> theirs)
    {
        if (mine.IsSameAs(theirs) || mine.Span.SequenceEqual(theirs.Span)) return null;
        int list = mine.Span.CommonPrefixLength(theirs.Span) - 1;   // offsets begin with 0
        return (list, mine.Span[list + 1] - mine.Span[list], theirs.Span[list + 1] - theirs.Span[list]);
    }

    private int EntryOf(int depth, int list)
    {
        if (depth == 0) return list;
        using Levels above = Outer(depth);
        using SharedMemory<int> boundaries = above.InnermostBoundaries(0);
        int entry = 0;
        while (boundaries.Span[entry + 1] <= list) entry++;
        return entry;
    }

    private int VariableBefore(int depth)
    {
        int count = 0;
        for (int d = 0; d < depth; d++)
            if (Dimensions[d].IsVariable) count++;
        return count;
    }

    private SharedMemory<int>[] ShareOffsets(int count) => Array.ConvertAll(_offsets[..count], o => o.Share());
}
