namespace Hep.Root.IO.Compression.Encoders;

/// <summary>
/// A stream into memory that somebody else has pinned: the class library deflates into streams only. What does not fit is counted as lost.
/// </summary>
internal sealed unsafe class SpanSink : Stream
{
    private byte* _start;
    private int _length, _written;
    private bool _isFull;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Begins with memory that stays pinned until <see cref="Close()"/>.</summary>
    public void Open(byte* start, int length)
    {
        _start = start;
        (_length, _written, _isFull) = (length, 0, false);
    }

    /// <summary>Forgets the memory.</summary>
    /// <returns>The bytes written; 0 where some found no room.</returns>
    public new int Close()
    {
        _start = null;
        _length = 0;
        return _isFull ? 0 : _written;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isFull || buffer.Length > _length - _written)
        {
            _isFull = true;
            return;
        }
        buffer.CopyTo(new Span<byte>(_start + _written, _length - _written));
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
