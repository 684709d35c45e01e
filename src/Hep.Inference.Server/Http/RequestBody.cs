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
    /// 413 beyond the bound, 415 for an encoding that is not known or that the content is not of.
    /// </exception>
    public static async ValueTask<PooledBuffer> ReadAsync(HttpContext context, long mostBytes)
    {
        PooledBuffer buffer = new();
        try
        {
            using Stream body = Open(context, mostBytes);
            long? length = ContentCoding.Of(context.Request) is null ? context.Request.ContentLength : null;
            while (buffer.Length != length)
            {
                int read = await body.ReadAsync(buffer.GetMemory(1), context.RequestAborted).ConfigureAwait(false);
                if (read == 0) break;
                buffer.Advance(read);
            }
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>The body as a stream, decompressed; reading throws as <see cref="ReadAsync"/>.</summary>
    /// <exception cref="BadHttpRequestException">413, or 415 for an encoding that is not known.</exception>
    public static Stream Open(HttpContext context, long mostBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = mostBytes + DrainedBytes;
        if (context.Request.ContentLength > mostBytes) throw BoundedStream.TooLarge(mostBytes);
        return new BoundedStream(ContentCoding.Of(context.Request)?.Unpack(context.Request.Body) ?? context.Request.Body, mostBytes,
            RequestRecord.Of(context));
    }
}
