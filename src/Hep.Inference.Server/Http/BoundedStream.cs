using System.IO.Compression;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Http;

/// <summary>
/// A body as it is unpacked: it gives out a bounded number of bytes and fails at the next one, with 413, and where what comes is not of its
/// encoding with 415.
/// </summary>
internal sealed class BoundedStream(Stream inner, long mostBytes, RequestRecord? record = null) : Stream
{
    private long _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException();
    }

    public static BadHttpRequestException TooLarge(long mostBytes) =>
        new($"The body is larger than the {mostBytes} bytes that are taken here.", StatusCodes.Status413PayloadTooLarge);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(inner.Read(buffer));
        }
        catch (Exception e) when (IsOfDecoder(e))
        {
            throw NotOfEncoding(e);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (IOException e) when (e is not (BadHttpRequestException or ConnectionResetException))
        {
            throw new BadHttpRequestException("The body's chunks are broken.", e);   // Kestrel's word for a length that overflows
        }
        catch (Exception e) when (IsOfDecoder(e))
        {
            throw NotOfEncoding(e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private bool IsOfDecoder(Exception e) => e is InvalidDataException || (e is InvalidOperationException && inner is BrotliStream);

    // RFC 9110 15.5.16: also where looking at the content shows it
    private static BadHttpRequestException NotOfEncoding(Exception e) =>
        new($"The body is not what its Content-Encoding says: {e.Message}", StatusCodes.Status415UnsupportedMediaType, e);

    private int Count(int read)
    {
        record?.Received(read);
        return (_given += read) <= mostBytes ? read : throw TooLarge(mostBytes);
    }
}
