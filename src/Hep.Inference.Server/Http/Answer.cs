using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Http;

/// <summary>Writes answers whole: until the last byte is made an error can still take their place.</summary>
internal static class Answer
{
    private const string Json = "application/json";

    /// <summary>A JSON document with status 200.</summary>
    public static Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write) => JsonAsync(context, StatusCodes.Status200OK, write);

    /// <summary>JSON text that is there already, with status 200.</summary>
    public static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = Json;
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    /// <summary><c>{"error": …}</c> with the status of the failure.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string message) => JsonAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, message);
        writer.WriteEndObject();
    });

    /// <summary>Status 200 and no body: what TFaaS' clients expect of a success without content.</summary>
    public static Task EmptyAsync(HttpContext context) => context.Response.CompleteAsync();

    /// <summary>Bytes with status 200.</summary>
    public static async Task BytesAsync(HttpContext context, string contentType, PooledBuffer bytes)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.Written, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task JsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        using PooledBuffer buffer = new();
        using (Utf8JsonWriter writer = new(buffer)) write(writer);
        context.Response.StatusCode = status;
        await BytesAsync(context, Json, buffer).ConfigureAwait(false);
    }
}
