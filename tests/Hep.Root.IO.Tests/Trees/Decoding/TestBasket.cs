using Hep.Jagged;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Baskets as they are after decompression, without a file around them.</summary>
internal static class TestBasket
{
    /// <summary>Entries of one length.</summary>
    public static LoadedBasket Fixed(int entryBytes, RecordBytes data)
    {
        byte[] bytes = data.ToArray();
        return Make(bytes, bytes.Length / entryBytes, entryBytes);
    }

    /// <summary>Entries of lengths of their own, told by a table of offsets as files store it.</summary>
    public static LoadedBasket Variable(params byte[][] entries)
    {
        const int keyLength = 77;
        RecordBytes data = new(), table = new();
        foreach (byte[] entry in entries)
        {
            table.Int32(keyLength + data.Length);
            data.Raw(entry);
        }
        LoadedBasket basket = Make(data.ToArray(), entries.Length, 0, keyLength);
        basket.SetStoredOffsets(table.Int32(0).ToArray());
        return basket;
    }

    public static LoadedBasket Make(byte[] data, int entryCount, int entryBytes, int keyLength = 0)
    {
        LoadedBasket basket = new();
        basket.Begin(new BasketLabel("b", 0, 1234), 0, entryCount, keyLength);
        basket.SetData(data, entryBytes);
        return basket;
    }

    /// <summary>What a decoder makes of entries of consecutive baskets.</summary>
    public static Column?[] Decode(this ColumnDecoder decoder, ColumnSchema?[] wanted, params ReadOnlySpan<BasketSegment> segments) =>
        Decode(decoder, wanted, null, segments);

    /// <summary>The same where counts stand in another branch.</summary>
    public static Column?[] Decode(
        this ColumnDecoder decoder, ColumnSchema?[] wanted, Column<int>? counts, params ReadOnlySpan<BasketSegment> segments)
    {
        int entryCount = 0;
        foreach (BasketSegment segment in segments) entryCount += segment.Count;
        using ColumnFill fill = decoder.NewFill(wanted);
        Column?[] columns = new Column?[wanted.Length];
        fill.Begin(entryCount, 0, counts, null);
        foreach (BasketSegment segment in segments) fill.Add(segment);
        fill.End(columns);
        return columns;
    }

    /// <summary>What a decoder of one column makes of entries of consecutive baskets.</summary>
    public static Column Decode(
        this SingleColumnDecoder decoder, ColumnSchema wanted, params ReadOnlySpan<BasketSegment> segments) =>
        Decode((ColumnDecoder)decoder, [wanted], segments)[0]!;
}
