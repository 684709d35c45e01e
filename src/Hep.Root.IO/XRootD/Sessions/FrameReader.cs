using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// What a server sends, in order. Headers and small pieces come out of a buffer; a large body goes straight into its destination, but for
/// what the buffer holds of it already.
/// </summary>
/// <param name="stream">Where it comes from.</param>
/// <param name="socket">The same, where nothing stands between: then the system wakes nobody for a few of many bytes.</param>
internal sealed class FrameReader(Stream stream, Socket? socket = null)
{
    private const int BufferBytes = 1 << 17, LargeBytes = 1 << 15, WakingBytes = 1 << 16, MarkBytes = 1 << 18;
    private static readonly TimeSpan MarkTime = TimeSpan.FromMilliseconds(50);

    private readonly PipeReader _buffered =
        PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 2, leaveOpen: true));

    private int _waking = 1;
    private long _markBytes, _markedAt = Stopwatch.GetTimestamp();
    private bool _isFast;

    /// <summary>The bytes that came in so far: whether a server is still alive shows here.</summary>
    public long ReceivedBytes { get; private set; }

    public async ValueTask<ResponseHeader> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        WakeFor(1);
        ReadResult result = await _buffered.ReadAtLeastAsync(ResponseHeader.Bytes, cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < ResponseHeader.Bytes) throw Ended();
        ResponseHeader header = Parse(result.Buffer);
        _buffered.AdvanceTo(result.Buffer.GetPosition(ResponseHeader.Bytes));
        Count(ResponseHeader.Bytes);
        return header;

        static ResponseHeader Parse(in ReadOnlySequence<byte> bytes)
        {
            Span<byte> header = stackalloc byte[ResponseHeader.Bytes];
            bytes.Slice(0, ResponseHeader.Bytes).CopyTo(header);
            return ResponseHeader.Parse(header);
        }
    }

    /// <summary>Reads at least one byte, and as many as are there.</summary>
    /// <param name="destination">Takes them.</param>
    /// <param name="expected">How many come for certain, of which these are the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, int expected, CancellationToken cancellationToken)
    {
        int read = _buffered.TryRead(out ReadResult buffered) ? Take(buffered, destination.Span) : 0;
        if (read == 0)
        {
            WakeFor(_isFast && expected >= WakingBytes ? WakingBytes : 1);
            read = destination.Length >= LargeBytes
                ? await stream.ReadAsync(destination, cancellationToken).ConfigureAwait(false)
                : Take(await _buffered.ReadAsync(cancellationToken).ConfigureAwait(false), destination.Span);
        }
        if (read == 0) throw Ended();
        Count(read);
        return read;
    }

    /// <summary>Fills the destination.</summary>
    public async ValueTask FillAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (!destination.IsEmpty)
            destination = destination[await ReadAsync(destination, destination.Length, cancellationToken).ConfigureAwait(false)..];
    }

    /// <summary>Passes over bytes.</summary>
    public async ValueTask SkipAsync(int length, CancellationToken cancellationToken)
    {
        byte[] nobodys = ArrayPool<byte>.Shared.Rent(Math.Min(length, 1 << 16));
        try
        {
            while (length > 0)
            {
                Memory<byte> part = nobodys.AsMemory(0, Math.Min(length, nobodys.Length));
                length -= await ReadAsync(part, length, cancellationToken).ConfigureAwait(false);
            }
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

    // Only of a fast line may many bytes be waited for: on a slow one nothing would be seen to come for too long.
    private void Count(int read)
    {
        ReceivedBytes += read;
        if (ReceivedBytes - _markBytes < MarkBytes) return;
        long now = Stopwatch.GetTimestamp();
        _isFast = Stopwatch.GetElapsedTime(_markedAt, now) < MarkTime;
        (_markBytes, _markedAt) = (ReceivedBytes, now);
    }

    // Without it each packet wakes a thread: a piece of 4 MiB would be read in three hundred turns.
    private void WakeFor(int bytes)
    {
        if (socket is null || bytes == _waking) return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
        _waking = bytes;
    }

    private static EndOfStreamException Ended() => new("the server closed the connection");
}
