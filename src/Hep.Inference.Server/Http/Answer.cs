using System.Buffers;
using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hep.Inference.Server.Http;

/// <summary>Writes answers whole: until the last byte is made an error can still take their place.</summary>
internal static class Answer
{
    /// <summary>How long the JSON is, behind which binary parts stand.</summary>
    public const string HeaderLength = "Inference-Header-Content-Length";

    private const string Json = "application/json";

    /// <summary>What is said of an answer's bytes, besides type and length.</summary>
    private static readonly string[] OfContent =
        [HeaderNames.ContentEncoding, HeaderNames.ETag, HeaderLength];

    /// <summary>Shorter answers are not packed: it would cost more than it spares.</summary>
    private const int FewestPackedBytes = 1024;

    /// <summary>Answers up to this length go out with their headers, in one piece.</summary>
    private const int MostInOnePiece = 64 << 10;

    /// <summary>A JSON document with status 200.</summary>
    public static Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write) => JsonAsync(context, StatusCodes.Status200OK, write);

    /// <summary>JSON text that is there already, with status 200.</summary>
    public static Task JsonAsync(HttpContext context, string json) => TextAsync(context, Json, json);

    /// <summary>Text with status 200.</summary>
    public static async Task TextAsync(HttpContext context, string contentType, string text)
    {
        using PooledBuffer buffer = new();
        Encoding.UTF8.GetBytes(text, buffer);
        await BytesAsync(context, contentType, buffer.Written).ConfigureAwait(false);
    }

    /// <summary><c>{"error": …}</c> with the status of the failure, in the place of whatever else was to be answered.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string message)
    {
        foreach (string header in OfContent) context.Response.Headers.Remove(header);
        return JsonAsync(context, status, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("error"u8, message);
            writer.WriteEndObject();
        });
    }

    /// <summary>Status 200 and no body: what TFaaS' clients expect of a success without content.</summary>
    public static Task EmptyAsync(HttpContext context) => context.Response.CompleteAsync();

    /// <summary>Bytes with status 200, packed as the caller likes them.</summary>
    /// <param name="context">The request.</param>
    /// <param name="contentType">What they are.</param>
    /// <param name="head">The first of them.</param>
    /// <param name="parts">Those behind.</param>
    public static async Task BytesAsync(
        HttpContext context, string contentType, ReadOnlyMemory<byte> head, params ReadOnlyMemory<byte>[] parts)
    {
        HttpResponse response = context.Response;
        response.ContentType = contentType;
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        long length = head.Length;
        foreach (ReadOnlyMemory<byte> part in parts) length += part.Length;
        if (length >= FewestPackedBytes && ContentCoding.Wanted(context.Request.Headers.AcceptEncoding) is { } coding)
        {
            using PooledBuffer packed = Pack(coding, head, parts);
            response.Headers.ContentEncoding = coding.Name;
            response.ContentLength = packed.Length;
            await response.Body.WriteAsync(packed.Written, context.RequestAborted).ConfigureAwait(false);
            return;
        }
        response.ContentLength = length;
        if (length <= MostInOnePiece && !HttpMethods.IsHead(context.Request.Method))
        {
            response.BodyWriter.Write(head.Span);   // goes out as the request ends
            foreach (ReadOnlyMemory<byte> part in parts) response.BodyWriter.Write(part.Span);
            return;
        }
        await response.Body.WriteAsync(head, context.RequestAborted).ConfigureAwait(false);
        foreach (ReadOnlyMemory<byte> part in parts) await response.Body.WriteAsync(part, context.RequestAborted).ConfigureAwait(false);
    }

    private static PooledBuffer Pack(ContentCoding coding, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte>[] parts)
    {
        PooledBuffer packed = new();
        using Stream packing = coding.Pack(packed.AsStream());
        packing.Write(head.Span);
        foreach (ReadOnlyMemory<byte> part in parts) packing.Write(part.Span);
        return packed;   // the last bytes come as the stream is disposed, before the caller sees it
    }

    /// <summary>A JSON document with any status.</summary>
    public static async Task JsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        using PooledBuffer buffer = new();
        using (Utf8JsonWriter writer = new(buffer)) write(writer);
        context.Response.StatusCode = status;
        await BytesAsync(context, Json, buffer.Written).ConfigureAwait(false);
    }
}
