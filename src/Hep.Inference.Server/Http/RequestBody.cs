using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hep.Inference.Server.Http;

/// <summary>Reads a request's body, decompressed, up to a bound that holds for the bytes on the wire and for what they unfold to.</summary>
internal static class RequestBody
{
    /// <summary>
    /// What the server still takes, and drops, beyond a bound: a client that is not cut off while it writes gets to read the refusal.
    /// </summary>
    private const long DrainedBytes = 16 << 20;

    /// <summary>The whole body in pooled memory.</summary>
    /// <exception cref="BadHttpRequestException">
    /// 413 beyond the bound, 415 for an encoding that is not known, 400 where the content is not of its encoding.
    /// </exception>
    public static async Task<PooledBuffer> ReadAsync(HttpContext context, long mostBytes)
    {
        PooledBuffer buffer = new();
        try
        {
            using Stream body = Open(context, mostBytes);
            while (true)
            {
                int read = await body.ReadAsync(buffer.GetMemory(1), context.RequestAborted).ConfigureAwait(false);
                if (read == 0) return buffer;
                buffer.Advance(read);
            }
        }
        catch (InvalidDataException e)
        {
            buffer.Dispose();
            throw new BadHttpRequestException($"The body is not what its Content-Encoding says: {e.Message}",
                StatusCodes.Status400BadRequest, e);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>The body as a stream, decompressed; reading beyond the bound throws.</summary>
    /// <exception cref="BadHttpRequestException">As <see cref="ReadAsync"/>.</exception>
    public static Stream Open(HttpContext context, long mostBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = mostBytes + DrainedBytes;
        if (context.Request.ContentLength > mostBytes) throw BoundedStream.TooLarge(mostBytes);
        return new BoundedStream(Decompress(context.Request), mostBytes);
    }

    private static Stream Decompress(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),   // RFC 9110 8.4.1.2: the zlib format
        string other => throw new BadHttpRequestException($"Content-Encoding '{other}' is not known: gzip, deflate or none.",
            StatusCodes.Status415UnsupportedMediaType),
    };
}
