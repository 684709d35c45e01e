using System.Buffers;
using Hep.Root.IO.Compression.Encoders;

namespace Hep.Root.IO.Writing.Baskets;

/// <summary>A basket that takes no more entries: plain at first, then as its record is stored.</summary>
internal sealed class SealedBasket : IDisposable
{
    private byte[]? _bytes;

    /// <summary>Takes over a pooled array: room for the key, the data, and the table of entries if there is one.</summary>
    public SealedBasket(byte[] bytes, int keyLength, int plainBytes)
    {
        (_bytes, KeyLength, PlainBytes) = (bytes, keyLength, plainBytes);
        RecordBytes = keyLength + plainBytes;
    }

    public int KeyLength { get; }

    /// <summary>Bytes of data and table.</summary>
    public int PlainBytes { get; }

    /// <summary>Bytes of data alone.</summary>
    public required int DataBytes { get; init; }

    public required long FirstEntry { get; init; }

    public required int EntryCount { get; init; }

    /// <summary>Bytes of an entry where all have as many; else the numbers that the table of entries holds (fNevBufSize).</summary>
    public required int EntrySize { get; init; }

    /// <summary>Key and payload, as they are stored.</summary>
    public int RecordBytes { get; private set; }

    public Memory<byte> Record => _bytes.AsMemory(0, RecordBytes);

    /// <summary>Compresses the payload, where that makes it smaller.</summary>
    public void Compress(RootCompression compression)
    {
        byte[] plain = _bytes!;
        if (compression == RootCompression.None) return;
        byte[] stored = ArrayPool<byte>.Shared.Rent(KeyLength + PlainBytes);
        int bytes = FrameEncoder.Compress(plain.AsSpan(KeyLength, PlainBytes), stored.AsSpan(KeyLength, PlainBytes), compression);
        if (bytes != 0)
        {
            (_bytes, stored) = (stored, plain);
            RecordBytes = KeyLength + bytes;
        }
        ArrayPool<byte>.Shared.Return(stored);
    }

    public void Dispose()
    {
        if (_bytes is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
        _bytes = null;
    }
}
