using System.Buffers;
using System.IO.Pipelines;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// What a server sends, in order. Headers and small pieces come out of a buffer; a large body goes straight into its destination, but for
/// what the buffer holds of it already.
/// </summary>
internal sealed class FrameReader(Stream stream)
{
    private const int BufferBytes = 1 << 17, LargeBytes = 1 << 15;

    private readonly PipeReader _buffered =
        PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 2, leaveOpen: true));

    /// <summary>The bytes that came in so far: whether a server is still alive shows here.</summary>
    public long ReceivedBytes { get; private set; }

    public async ValueTask<ResponseHeader> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        ReadResult result = await _buffered.ReadAtLeastAsync(ResponseHeader.Bytes, cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < ResponseHeader.Bytes) throw Ended();
        ResponseHeader header = Parse(result.Buffer);
        _buffered.AdvanceTo(result.Buffer.GetPosition(ResponseHeader.Bytes));
        ReceivedBytes += ResponseHeader.Bytes;
        return header;

        static ResponseHeader Parse(in ReadOnlySequence<byte> bytes)
        {
            Span<byte> header = stackalloc byte[ResponseHeader.Bytes];
            bytes.Slice(0, ResponseHeader.Bytes).CopyTo(header);
            return ResponseHeader.Parse(header);
        }
    }

    /// <summary>Reads at least one byte, and as many as are there.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        int read = _buffered.TryRead(out ReadResult buffered) ? Take(buffered, destination.Span) : 0;
        if (read == 0)
            read = destination.Length >= LargeBytes
                ? await stream.ReadAsync(destination, cancellationToken).ConfigureAwait(false)
                : Take(await _buffered.ReadAsync(cancellationToken).ConfigureAwait(false), destination.Span);
        if (read == 0) throw Ended();
        ReceivedBytes += read;
        return read;
    }

    /// <summary>Fills the destination.</summary>
    public async ValueTask FillAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (!destination.IsEmpty)
            destination = destination[await ReadAsync(destination, cancellationToken).ConfigureAwait(false)..];
    }

    /// <summary>Passes over bytes.</summary>
    public async ValueTask SkipAsync(int length, CancellationToken cancellationToken)
    {
        byte[] nobodys = ArrayPool<byte>.Shared.Rent(Math.Min(length, 1 << 16));
        try
        {
            while (length > 0)
                length -= await ReadAsync(nobodys.AsMemory(0, Math.Min(length, nobodys.Length)), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(nobodys);
        }
    }

    private int Take(in ReadResult result, Span<byte> destination)
    {
        int length = (int)Math.Min(result.Buffer.Length, destination.Length);
        result.Buffer.Slice(0, length).CopyTo(destination);
        _buffered.AdvanceTo(result.Buffer.GetPosition(length));
        return length;
    }

    private static EndOfStreamException Ended() => new("the server closed the connection");
}
