using System.Buffers;
using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Jagged;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>Events and predictions as NDJSON: one object a line.</summary>
internal static class EventLines
{
    private const string ContentType = "application/x-ndjson";

    private static readonly string[] ContentTypes =
        [ContentType, "application/ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines"];

    /// <summary>Whether a request's body is of lines.</summary>
    public static bool AreIn(HttpRequest request)
    {
        string type = request.ContentType ?? "";
        return ContentTypes.Contains(type.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether an answer is wanted as lines.</summary>
    public static bool AreWanted(HttpRequest request)
    {
        string accepted = request.Headers.Accept.ToString();
        return ContentTypes.Any(t => accepted.Contains(t, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads a line an event; empty lines are passed over.</summary>
    public static EventsRequest Read(ReadOnlySpan<byte> body, Schema columns)
    {
        using EventColumns events = new(columns);
        while (!body.IsEmpty)
        {
            int end = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? body : body[..end]).Trim(" \t\r"u8);
            body = end < 0 ? [] : body[(end + 1)..];
            if (!line.IsEmpty) JsonBody.Parse(line, (ref Utf8JsonReader reader) => Append(ref reader, events));
        }
        return new EventsRequest(events.ToBatch(), null, RequestParameters.Default, null);
    }

    /// <summary>
    /// Answers a line an event: <c>selected</c>, and each output under its name, a number where an event has one, else its numbers
    /// row-major. Outputs that are not by event are left out.
    /// </summary>
    public static async Task AnswerAsync(HttpContext context, Predictions predictions)
    {
        using PooledBuffer buffer = new();
        Write(buffer, predictions);
        await Answer.BytesAsync(context, ContentType, buffer.Written).ConfigureAwait(false);
    }

    /// <summary>Writes lines as <see cref="AnswerAsync"/>, behind those that were written before.</summary>
    public static async Task WriteAsync(HttpContext context, Predictions predictions)
    {
        using PooledBuffer buffer = new();
        Write(buffer, predictions);
        if (!context.Response.HasStarted) context.Response.ContentType = ContentType;
        await context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Write(PooledBuffer buffer, Predictions predictions)
    {
        using Utf8JsonWriter writer = new(buffer);
        Tensor[] outputs = [.. predictions.Outputs.Where(o => !o.Shape.IsEmpty && o.RowCount == predictions.Selected.Length)];
        for (int entry = 0; entry < predictions.Selected.Length; entry++)
        {
            writer.WriteStartObject();
            writer.WriteBoolean("selected"u8, predictions.Selected[entry]);
            foreach (Tensor output in outputs) Write(writer, output, entry);
            writer.WriteEndObject();
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
        }
    }

    private static void Write(Utf8JsonWriter writer, Tensor output, int entry)
    {
        int stride = output.Count / output.RowCount;
        writer.WritePropertyName(output.Name);
        if (stride != 1) writer.WriteStartArray();
        TensorJson.WriteValues(writer, output, entry * stride, stride);
        if (stride != 1) writer.WriteEndArray();
    }

    private static bool Append(ref Utf8JsonReader reader, EventColumns events)
    {
        events.Append(ref reader);
        return true;
    }
}
