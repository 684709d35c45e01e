using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>Makes the plain bytes of a basket and the table of its entries, from its record or from the tree's own.</summary>
internal static class BasketLoader
{
    /// <summary>A basket that was read from disk.</summary>
    public static LoadedBasket Load(BasketPlace place, ReadOnlySpan<byte> record, RecordReader records, string branch, BasketBudget budget)
    {
        try
        {
            RootBuffer buffer = new(record);
            BasketHeader header = BasketHeader.Read(ref buffer);
            if (header.RecordBytes > record.Length || header.KeyLength > header.RecordBytes || header.KeyLength < buffer.Position)
                throw new RootException(
                    $"A record of {record.Length} bytes with a key of {header.KeyLength} expected, the key says {header.RecordBytes}.");
            CheckCount(header, place);
            if (header.DataBytes > header.PlainBytes)
                throw new RootException($"{header.DataBytes} bytes of data in a basket of {header.PlainBytes}.");
            budget.Take(header.PlainBytes);
            MemoryOwner<byte> plain = records.Plain(record[header.KeyLength..header.RecordBytes], header.PlainBytes);
            return Complete(place, header, plain, branch, b => SetOffsets(b, header, plain.Span));
        }
        catch (RootException failure)
        {
            throw failure.In(records.Source.Location, $"branch '{branch}', basket {place.Index}", place.Seek);
        }
    }

    /// <summary>A basket that lies in the tree's record.</summary>
    public static LoadedBasket Load(BasketPlace place, EmbeddedBasket embedded, string file, string branch, BasketBudget budget)
    {
        try
        {
            CheckCount(embedded.Header, place);
            if (embedded.Data.Length != embedded.Header.DataBytes)
                throw new RootException(
                    $"{embedded.Header.DataBytes} bytes of data expected in the tree's record, {embedded.Data.Length} are there.");
            budget.Take(embedded.Data.Length);
            MemoryOwner<byte> plain = MemoryOwner<byte>.Allocate(embedded.Data.Length);
            embedded.Data.CopyTo(plain.Span);
            return Complete(place, embedded.Header, plain, branch, b =>
            {
                if (embedded.Offsets.Length == 0) return;
                b.SetEmbeddedOffsets(embedded.Offsets, embedded.Header.KeyLength);
            });
        }
        catch (RootException failure)
        {
            throw failure.In(file, $"branch '{branch}', embedded basket {place.Index}");
        }
    }

    private static LoadedBasket Complete(
        BasketPlace place, BasketHeader header, MemoryOwner<byte> plain, string branch, Action<LoadedBasket> setOffsets)
    {
        LoadedBasket basket = new(place.FirstEntry, place.EntryCount, plain, 0, header.DataBytes, header.EntryBytes)
        {
            Label = $"basket {place.Index} of branch '{branch}'",
            Seek = place.Seek,
            NeedsOffsets = header.GeneratesOffsets,
            KeyLength = header.KeyLength,
        };
        try
        {
            if (header.EntryCount > 0 && !header.GeneratesOffsets) setOffsets(basket);
            if (!basket.HasOffsets && !basket.NeedsOffsets && (long)header.EntryBytes * header.EntryCount != header.DataBytes)
                throw new RootException($"{header.EntryCount} entries of {header.EntryBytes} bytes do not make {header.DataBytes}.");
            // Without bytes and without offsets nothing vouches for the number of entries.
            if (!basket.HasOffsets && !basket.NeedsOffsets && header.EntryCount > 0 && header.EntryBytes == 0)
                throw new RootException($"{header.EntryCount} entries without a byte and without offsets.");
            return basket;
        }
        catch
        {
            basket.Dispose();
            throw;
        }
    }

    // Behind the data: the number of offsets, one more than entries, and the offsets. Without them all entries have one size.
    private static void SetOffsets(LoadedBasket basket, BasketHeader header, ReadOnlySpan<byte> plain)
    {
        if (header.DataBytes == plain.Length) return;
        RootBuffer tail = new(plain[header.DataBytes..]);
        int count = tail.ReadInt32();
        if (count != header.EntryCount + 1) throw new RootException($"{header.EntryCount + 1} offsets expected, {count} are announced.");
        basket.SetStoredOffsets(tail.Take(count, sizeof(int)), header.KeyLength);
    }

    private static void CheckCount(BasketHeader header, BasketPlace place)
    {
        if (header.EntryCount != place.EntryCount)
            throw new RootException($"{place.EntryCount} entries expected by the branch, the basket has {header.EntryCount}.");
    }
}
