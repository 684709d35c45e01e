using System.Buffers.Binary;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>Makes the plain bytes of a basket and the table of its entries, from its record or from the tree's own.</summary>
internal static class BasketLoader
{
    // Where a key tells its own length (TKey::Streamer); a basket's key ends with where its data end and a flag (TBasket::Streamer).
    private const int KeyLengthAt = 14, EndBehindKey = sizeof(byte) + sizeof(int);

    /// <summary>Loads a basket that was read from disk.</summary>
    /// <param name="basket">Takes it.</param>
    /// <param name="place">What the branch says of it.</param>
    /// <param name="record">Its record.</param>
    /// <param name="records">How payloads are decompressed.</param>
    /// <param name="branch">The branch's name.</param>
    /// <param name="budget">Bounds the memory that is taken, before it is.</param>
    public static void Load(
        LoadedBasket basket, BasketPlace place, ReadOnlyMemory<byte> record, RecordReader records, string branch, ReadBudget budget)
    {
        try
        {
            RootBuffer buffer = new(record.Span);
            BasketHeader header = BasketHeader.Read(ref buffer);
            if (header.RecordBytes > record.Length || header.KeyLength > header.RecordBytes || header.KeyLength < buffer.Position)
                throw new RootException(
                    $"A record of {record.Length} bytes with a key of {header.KeyLength} expected, the key says {header.RecordBytes}.");
            CheckCount(header, place);
            if (header.DataBytes > header.PlainBytes)
                throw new RootException($"{header.DataBytes} bytes of data in a basket of {header.PlainBytes}.");
            Begin(basket, place, header, branch);
            ReadOnlyMemory<byte> stored = record[header.KeyLength..header.RecordBytes];
            ReadOnlyMemory<byte> plain = Plain(basket, stored, header.PlainBytes, records, budget);
            basket.SetData(plain[..header.DataBytes], header.EntryBytes);
            if (header.EntryCount > 0 && !header.GeneratesOffsets) SetOffsets(basket, plain[header.DataBytes..]);
            CheckEntries(basket, header);
        }
        catch (RootException failure)
        {
            throw failure.In(records.Source.Location, $"branch '{branch}', basket {place.Index}", place.Seek);
        }
    }

    /// <summary>Loads a basket that lies in the tree's record.</summary>
    public static void Load(LoadedBasket basket, BasketPlace place, EmbeddedBasket embedded, string file, string branch)
    {
        try
        {
            CheckCount(embedded.Header, place);
            if (embedded.Data.Length != embedded.Header.DataBytes)
                throw new RootException(
                    $"{embedded.Header.DataBytes} bytes of data expected in the tree's record, {embedded.Data.Length} are there.");
            Begin(basket, place, embedded.Header, branch);
            basket.SetData(embedded.Data, embedded.Header.EntryBytes);
            if (embedded.Header.EntryCount > 0 && !embedded.Header.GeneratesOffsets && embedded.Offsets.Length > 0)
                basket.SetEmbeddedOffsets(embedded.Offsets);
            CheckEntries(basket, embedded.Header);
        }
        catch (RootException failure)
        {
            throw failure.In(file, $"branch '{branch}', embedded basket {place.Index}");
        }
    }

    /// <summary>Whether the offsets of a basket on disk have to be made from a counter; a record that is damaged says no.</summary>
    public static bool LacksOffsets(ReadOnlySpan<byte> record) => KeyOf(record) is [.., >= BasketHeader.GeneratedFlag];

    /// <summary>Whether the entries of a basket on disk have no byte together; a record that is damaged says no.</summary>
    public static bool HoldsNoBytes(ReadOnlySpan<byte> record) => KeyOf(record) is { Length: >= EndBehindKey } key
        && BinaryPrimitives.ReadInt32BigEndian(key[^EndBehindKey..]) == key.Length;

    private static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> record)
    {
        if (record.Length < KeyLengthAt + sizeof(ushort)) return [];
        int length = BinaryPrimitives.ReadUInt16BigEndian(record[KeyLengthAt..]);
        return length <= record.Length ? record[..length] : [];
    }

    private static void Begin(LoadedBasket basket, BasketPlace place, BasketHeader header, string branch)
    {
        basket.Begin(new BasketLabel(branch, place.Index, place.Seek), place.FirstEntry, place.EntryCount, header.KeyLength);
        basket.NeedsOffsets = header.GeneratesOffsets && header.EntryCount > 0;
    }

    // What is stored plainly is not copied.
    private static ReadOnlyMemory<byte> Plain(
        LoadedBasket basket, ReadOnlyMemory<byte> stored, int plainBytes, RecordReader records, ReadBudget budget)
    {
        if (records.CheckPlainSize(stored.Span, plainBytes)) return stored[..plainBytes];
        budget.Check(plainBytes);
        Memory<byte> plain = basket.Rent(plainBytes);
        records.Expand(stored.Span, plain.Span);
        return plain;
    }

    private static void CheckEntries(LoadedBasket basket, BasketHeader header)
    {
        if (basket.HasOffsets || header.GeneratesOffsets) return;
        if ((long)header.EntryBytes * header.EntryCount != header.DataBytes)
            throw new RootException($"{header.EntryCount} entries of {header.EntryBytes} bytes do not make {header.DataBytes}.");
        // Without bytes and without offsets nothing vouches for the number of entries.
        if (header.EntryCount > 0 && header.EntryBytes == 0)
            throw new RootException($"{header.EntryCount} entries without a byte and without offsets.");
    }

    // Behind the data: the number of offsets, one more than entries, and the offsets. Without them all entries have one size.
    private static void SetOffsets(LoadedBasket basket, ReadOnlyMemory<byte> behind)
    {
        if (behind.IsEmpty) return;
        RootBuffer tail = new(behind.Span);
        int count = tail.ReadInt32();
        if (count != basket.EntryCount + 1) throw new RootException($"{basket.EntryCount + 1} offsets expected, {count} are announced.");
        _ = tail.Take(count, sizeof(int));
        basket.SetStoredOffsets(behind[sizeof(int)..]);
    }

    private static void CheckCount(BasketHeader header, BasketPlace place)
    {
        if (header.EntryCount != place.EntryCount)
            throw new RootException($"{place.EntryCount} entries expected by the branch, the basket has {header.EntryCount}.");
    }
}
