namespace Hep.Root.IO.Compression;

/// <summary>
/// Pinned bytes as a stream to inflate from. The last byte is handed out alone, so that it shows whether the inflater needed every byte and
/// no more: the class library reports neither a stream that ends early nor one that was cut.
/// </summary>
internal sealed unsafe class SpanSource : Stream
{
    private byte* _bytes;
    private int _length;
    private int _position;
    private bool _askedBeyond;

    /// <summary>Begins anew; the bytes stay pinned while the stream is read.</summary>
    public void Open(byte* bytes, int length)
    {
        _bytes = bytes;
        _length = length;
        _position = 0;
        _askedBeyond = false;
    }

    /// <summary>Whether all bytes were wanted, and none after them.</summary>
    public bool EndedExactly => _position == _length && !_askedBeyond;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int remaining = _length - _position;
        if (remaining == 0)
        {
            _askedBeyond = true;
            return 0;
        }
        int count = Math.Min(Math.Max(remaining - 1, 1), buffer.Length);
        new ReadOnlySpan<byte>(_bytes + _position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
