using CommunityToolkit.HighPerformance.Buffers;
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
        LoadedBasket basket = Make(data.ToArray(), entries.Length, 0);
        basket.SetStoredOffsets(table.Int32(0).ToArray(), keyLength);
        return basket;
    }

    public static LoadedBasket Make(byte[] data, int entryCount, int entryBytes)
    {
        MemoryOwner<byte> plain = MemoryOwner<byte>.Allocate(data.Length);
        data.CopyTo(plain.Span);
        return new LoadedBasket(0, entryCount, plain, 0, data.Length, entryBytes) { Label = "basket 0", Seek = 1234 };
    }
}
