using System.Buffers;
using System.Buffers.Binary;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>A basket that lay in the record of its tree, as a record of its own.</summary>
internal static class EmbeddedRecord
{
    /// <summary>Makes the record.</summary>
    /// <param name="embedded">The basket.</param>
    /// <param name="firstEntry">Its first entry in the new file.</param>
    /// <param name="branch">Its branch there.</param>
    public static SealedBasket Of(EmbeddedBasket embedded, long firstEntry, CopiedBranch branch)
    {
        (BasketHeader header, int[] offsets, byte[] data) = embedded;
        int keyLength = branch.Key.Length, tableBytes = offsets.Length == 0 ? 0 : sizeof(int) * (offsets.Length + 2);
        if (data.Length != header.DataBytes)
            throw new RootException($"{header.DataBytes} bytes of data expected in the tree's record, {data.Length} are there.");
        int plainBytes = checked(data.Length + tableBytes);
        byte[] record = ArrayPool<byte>.Shared.Rent(checked(keyLength + plainBytes));
        data.CopyTo(record, keyLength);
        if (tableBytes > 0) WriteTable(record.AsSpan(keyLength + data.Length, tableBytes), offsets, keyLength - header.KeyLength);
        return new SealedBasket(branch.Baskets, record, keyLength, plainBytes)
        {
            DataBytes = data.Length,
            FirstEntry = firstEntry,
            EntryCount = header.EntryCount,
            EntrySize = tableBytes > 0 ? offsets.Length + 1 : header.EntryBytes,
        };
    }

    // A count, where each entry begins from the start of the key, and a last place that ROOT leaves 0 (TBasket::WriteBuffer).
    private static void WriteTable(Span<byte> table, int[] offsets, int moved)
    {
        BinaryPrimitives.WriteInt32BigEndian(table, offsets.Length + 1);
        for (int i = 0; i < offsets.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(table[(sizeof(int) * (i + 1))..], offsets[i] + moved);
        table[^sizeof(int)..].Clear();
    }
}
