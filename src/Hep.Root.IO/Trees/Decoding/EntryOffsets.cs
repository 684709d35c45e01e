using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The tables of a basket that tell where each entry begins, counted from the start of the key: made to count from the start of the data,
/// with the end of the data behind the last one, and checked to ascend inside them.
/// </summary>
internal static class EntryOffsets
{
    /// <summary>Decodes a stored table, whose numbers are big-endian.</summary>
    /// <param name="table">A number for each entry.</param>
    /// <param name="starts">Takes entries + 1 numbers.</param>
    /// <param name="keyLength">What the numbers count besides.</param>
    /// <param name="dataBytes">Where the data end.</param>
    /// <returns>The first entry whose place is wrong; −1 where none is.</returns>
    public static int Decode(ReadOnlySpan<byte> table, Span<int> starts, int keyLength, int dataBytes)
    {
        int entries = starts.Length - 1;
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(table)[..entries], starts[..entries]);
        return Rebase(starts, keyLength, dataBytes);
    }

    /// <summary>The same for numbers that were decoded with the tree.</summary>
    public static int Rebase(ReadOnlySpan<int> table, Span<int> starts, int keyLength, int dataBytes)
    {
        table[..(starts.Length - 1)].CopyTo(starts);
        return Rebase(starts, keyLength, dataBytes);
    }

    private static int Rebase(Span<int> starts, int keyLength, int dataBytes)
    {
        Span<int> entries = starts[..^1];
        starts[^1] = dataBytes;
        TensorPrimitives.Subtract(entries, keyLength, entries);
        return entries.Length > 0 && (entries[0] != 0 || !ColumnLayout.IsAscending(starts)) ? FirstWrong(starts) : -1;
    }

    private static int FirstWrong(ReadOnlySpan<int> starts)
    {
        if (starts[0] != 0) return 0;
        for (int entry = 1; entry < starts.Length - 1; entry++)
            if (starts[entry] < starts[entry - 1] || starts[entry] > starts[^1]) return entry;
        return starts.Length - 2;
    }
}
