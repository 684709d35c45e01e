using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>The body of a request with some of a batch's events.</summary>
/// <param name="Content">The body.</param>
/// <param name="EntryCount">How many events it holds.</param>
/// <param name="Events">What the body is a view of.</param>
internal sealed record EventsContent(HttpContent Content, int EntryCount, EntryBatch? Events) : IDisposable
{
    /// <summary>The events from one on, as many as a request may hold.</summary>
    /// <exception cref="PipelineException">The batch lacks a column.</exception>
    public static EventsContent Of(EntryBatch events, Schema columns, int start, int bytes, bool isBinary)
    {
        if (!isBinary || !EventTensors.CanCarry(events, columns))
        {
            (ReadOnlyMemory<byte> text, int written) = EventJson.Write(events, columns, start, bytes);
            return new EventsContent(JsonContent.Of(text), written, null);
        }
        int count = EventTensors.CountWithin(events, columns, start, bytes);
        EntryBatch part = events.Slice(start, count);
        try
        {
            return new EventsContent(TensorContent.Of(EventTensors.Of(part, columns), isBinary: true), count, part);
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Content.Dispose();
        Events?.Dispose();
    }
}
