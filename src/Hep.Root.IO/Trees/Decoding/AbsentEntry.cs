using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>What columns have of an entry that was not written: zeros, and lists that are empty.</summary>
internal sealed class AbsentEntry
{
    private readonly List<(ColumnBuilder Values, int Count)> _zeros = [];
    private readonly List<(OffsetsBuilder Offsets, int Count)> _lists = [];

    /// <param name="leaves">The columns.</param>
    /// <param name="values">Their builders; null where one is not wanted.</param>
    /// <param name="offsets">Those of the levels of offsets.</param>
    /// <exception cref="OverflowException">An entry has more values than a column can count.</exception>
    public AbsentEntry(IReadOnlyList<LeafSlot> leaves, ColumnBuilder?[] values, OffsetsBuilder?[] offsets)
    {
        HashSet<int> empty = [];                            // columns below one collection share its level
        for (int leaf = 0; leaf < values.Length; leaf++)
        {
            if (values[leaf] is not { } builder) continue;
            int count = CountOf(leaves[leaf].Dimensions);
            if (leaves[leaf].Offsets is not [int outermost, ..]) _zeros.Add((builder, count));
            else if (empty.Add(outermost)) _lists.Add((offsets[outermost]!, count));
            else continue;
            Bytes += (long)sizeof(long) * count;
        }
    }

    /// <summary>Bytes that one takes, at most.</summary>
    public long Bytes { get; }

    /// <summary>Adds several.</summary>
    /// <exception cref="OverflowException">They have more values than a column can count.</exception>
    public void Add(int entries)
    {
        foreach ((ColumnBuilder values, int count) in _zeros) values.AddZeros(checked(count * entries));
        foreach ((OffsetsBuilder offsets, int count) in _lists) offsets.AddEmpty(checked(count * entries));
    }

    // The values of an entry, or its lists.
    private static int CountOf(Dimension[] dimensions) =>
        dimensions.TakeWhile(d => !d.IsVariable).Aggregate(1, (count, dimension) => checked(count * dimension.Size));
}
