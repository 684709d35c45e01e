using System.Buffers;
using Hep.Root.IO.Compression.Encoders;

namespace Hep.Root.IO.Writing.Records;

/// <summary>A record that takes nothing more: plain at first, then as it is stored. Its key is written once its place is known.</summary>
internal abstract class SealedRecord : IDisposable
{
    private byte[]? _bytes;
    private int _stored;
    private bool _hasTail;

    /// <summary>Takes over a pooled array: room for the key, and the payload.</summary>
    protected SealedRecord(byte[] bytes, int keyLength, int plainBytes)
    {
        (_bytes, KeyLength) = (bytes, keyLength);
        (PlainBytes, _stored) = (plainBytes, plainBytes);
    }

    public int KeyLength { get; }

    /// <summary>Bytes of the payload before compression.</summary>
    public int PlainBytes { get; private set; }

    /// <summary>Bytes of the record: key, payload as it is stored, and what stands behind it.</summary>
    public int RecordBytes => KeyLength + _stored + (_hasTail ? TailBytes : 0);

    /// <summary>Key, payload and tail.</summary>
    public Memory<byte> Record => _bytes.AsMemory(0, RecordBytes);

    /// <summary>Bytes that stand behind the payload and are no part of it.</summary>
    protected virtual int TailBytes => 0;

    /// <summary>The payload, as it is now.</summary>
    protected Memory<byte> Payload => _bytes.AsMemory(KeyLength, _stored);

    /// <summary>Compresses the payload, where that makes it smaller.</summary>
    public virtual void Compress(RootCompression compression)
    {
        if (compression == RootCompression.None) return;
        byte[] stored = ArrayPool<byte>.Shared.Rent(KeyLength + PlainBytes + TailBytes);
        int bytes = FrameEncoder.Compress(Payload.Span, stored.AsSpan(KeyLength, PlainBytes), compression);
        if (bytes == 0) ArrayPool<byte>.Shared.Return(stored);
        else
        {
            Take(stored);
            _stored = bytes;
        }
    }

    /// <summary>Takes the place in the file, and writes the key.</summary>
    public abstract void Place(long seek, uint date);

    public void Dispose()
    {
        if (_bytes is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
        _bytes = null;
    }

    /// <summary>Takes over another array with another payload, which is plain.</summary>
    protected void Replace(byte[] bytes, int plainBytes)
    {
        Take(bytes);
        (PlainBytes, _stored) = (plainBytes, plainBytes);
    }

    /// <summary>The bytes behind the payload, which are part of the record from now on.</summary>
    protected Span<byte> TakeTail()
    {
        _hasTail = true;
        return _bytes.AsSpan(KeyLength + _stored, TailBytes);
    }

    private void Take(byte[] bytes)
    {
        Dispose();
        _bytes = bytes;
    }
}
