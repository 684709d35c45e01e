using System.Buffers;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>Raw events as JSON, <c>{"events":[…]}</c>: columns of any kind.</summary>
internal static class EventJson
{
    /// <summary>Writes entries until the text is as long as a request may be, at least one where there is any.</summary>
    /// <returns>The text, and how many entries it holds.</returns>
    /// <exception cref="PipelineException">The batch lacks a column.</exception>
    public static (ReadOnlyMemory<byte> Text, int EntryCount) Write(EntryBatch events, Schema columns, int start, int bytes)
    {
        EntryJsonWriter[] writers = [.. columns.Select(c => EntryJsonWriter.Create(events[c.Name]))];
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        int next = start;
        writer.WriteStartObject();
        writer.WriteStartArray("events"u8);
        while (next < events.EntryCount && (next == start || writer.BytesCommitted + writer.BytesPending < bytes))
        {
            writer.WriteStartObject();
            foreach (EntryJsonWriter column in writers) column.Write(writer, next);
            writer.WriteEndObject();
            next++;
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return (buffer.WrittenMemory, next - start);
    }
}
