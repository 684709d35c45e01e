using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Serialization;

/// <summary>A basket that lies inside the tree's own record, because it was not full when the tree was written; never compressed.</summary>
internal sealed record EmbeddedBasket(BasketHeader Header, int[] Offsets, byte[] Data)
{
    /// <summary>
    /// Reads header, offsets and a copy of the key with the data; a basket without data lies on disk elsewhere, or is empty.
    /// </summary>
    public static EmbeddedBasket Read(ref RootBuffer buffer)
    {
        BasketHeader header = BasketHeader.Read(ref buffer);
        int[] offsets = [];
        int stored = header.StoredFlag;
        if (stored == 0) return new EmbeddedBasket(header, offsets, []);
        bool hasOffsets = stored % 10 != 2 && !header.GeneratesOffsets;
        if (hasOffsets && header.EntryCount > 0) offsets = ReadTable(ref buffer);
        if (hasOffsets && offsets.Length != header.EntryCount)
            throw new RootException($"A basket of {header.EntryCount} entries with the places of {offsets.Length}.")
                { Offset = buffer.Position };
        if (stored > 40 && header.EntryCount > 0) ReadTable(ref buffer);   // displacements: for objects with references, not needed here
        byte[] data = [];
        if (stored is 1 or > 10)
        {
            buffer.Skip(header.KeyLength);                  // the key again
            data = buffer.Take(header.DataBytes).ToArray();
        }
        return new EmbeddedBasket(header, offsets, data);
    }

    private static int[] ReadTable(ref RootBuffer buffer)
    {
        int count = buffer.ReadInt32();
        ReadOnlySpan<byte> stored = buffer.Take(count, sizeof(int));
        int[] table = new int[count];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(stored), table);
        return table;
    }
}
