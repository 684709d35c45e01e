using System.Buffers;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>Writes entries as the service's raw events, <c>{"events":[…]}</c>, in requests of a bounded size.</summary>
internal sealed class EventsRequestWriter
{
    private readonly EntryJsonWriter[] _columns;
    private readonly int _entryCount;
    private readonly int _requestBytes;
    private int _next;

    /// <param name="events">The entries; the batch must live as long.</param>
    /// <param name="columns">The columns that the model reads.</param>
    /// <param name="requestBytes">Bytes after which a request ends; it holds at least one event.</param>
    /// <exception cref="PipelineException">The batch lacks a column.</exception>
    public EventsRequestWriter(EntryBatch events, Schema columns, int requestBytes)
    {
        _columns = [.. columns.Select(c => EntryJsonWriter.Create(events[c.Name]))];
        _entryCount = events.EntryCount;
        _requestBytes = requestBytes;
    }

    /// <summary>Whether all entries are written.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The next request; the first one comes even without any entry.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        writer.WriteStartArray("events"u8);
        while (_next < _entryCount && writer.BytesCommitted + writer.BytesPending < _requestBytes)
        {
            writer.WriteStartObject();
            foreach (EntryJsonWriter column in _columns) column.Write(writer, _next);
            writer.WriteEndObject();
            _next++;
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        IsDone = _next == _entryCount;
        return buffer.WrittenMemory;
    }
}
