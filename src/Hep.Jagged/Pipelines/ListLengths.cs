namespace Hep.Jagged;

/// <summary>The lengths of lists before truncation, and what truncation took.</summary>
internal static class ListLengths
{
    /// <summary>The lengths of each list, and how many were too long.</summary>
    /// <param name="name">The collection or column.</param>
    /// <param name="offsets">The offsets of the lists.</param>
    /// <param name="slots">Elements of a list that have cells.</param>
    public static (SharedMemory<int> Lengths, Truncation Truncation) Of(string name, ReadOnlySpan<int> offsets, int slots)
    {
        SharedMemory<int> lengths = SharedMemory<int>.Rent(offsets.Length - 1);
        Span<int> to = lengths.Span;
        (int lists, long elements) = (0, 0);
        for (int i = 0; i < to.Length; i++)
        {
            int length = to[i] = offsets[i + 1] - offsets[i];
            if (length <= slots) continue;
            lists++;
            elements += length - slots;
        }
        return (lengths, new Truncation(name, lists, elements));
    }

    /// <summary>The lengths of the inner lists in the slots of each row: [rows, slots], 0 where there is no list.</summary>
    public static (SharedMemory<int> Lengths, Truncation Truncation) OfInner(
        string name, ReadOnlySpan<int> offsets, ReadOnlySpan<int> innerOffsets, int slots, int innerSlots)
    {
        SharedMemory<int> lengths = SharedMemory<int>.Rent(checked((offsets.Length - 1) * slots));
        Span<int> to = lengths.Span;
        to.Clear();
        (int lists, long elements) = (0, 0);
        for (int row = 0; row + 1 < offsets.Length; row++)
            for (int i = 0; i < Math.Min(offsets[row + 1] - offsets[row], slots); i++)
            {
                int list = offsets[row] + i;
                int length = to[row * slots + i] = innerOffsets[list + 1] - innerOffsets[list];
                if (length <= innerSlots) continue;
                lists++;
                elements += length - innerSlots;
            }
        return (lengths, new Truncation(name, lists, elements));
    }
}
