using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>
/// Reads <c>{"events":[{…},…]}</c> with the optional members of an inference request, or an inference request whose <c>inputs</c> are
/// columns of events.
/// </summary>
internal static class EventsRequestReader
{
    public static EventsRequest Read(ReadOnlySpan<byte> body, string model, Schema columns)
    {
        using EventColumns events = new(columns);
        return JsonBody.Parse(body, (ref Utf8JsonReader reader) => Read(ref reader, events)) ?? ReadTensors(body, model, columns);
    }

    private static EventsRequest ReadTensors(ReadOnlySpan<byte> body, string model, Schema columns)
    {
        using InferRequest request = new InferRequestReader(model, EventTensors.SignaturesOf(columns)).Read(body);
        return new EventsRequest(EventTensors.ToBatch(columns, request.Inputs!), request.Id, request.NaN, request.Outputs);
    }

    // Null where the events come as tensors.
    private static EventsRequest? Read(ref Utf8JsonReader reader, EventColumns events)
    {
        string? id = null;
        JsonNaN nan = JsonNaN.Null;
        List<string>? outputs = null;
        bool hasEvents = false, hasTensors = false;
        JsonBody.ExpectObject(ref reader, "The request");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            switch (name)
            {
                case "id": id = JsonBody.ReadText(ref reader, "'id'"); break;
                case "parameters": nan = RequestParameters.Read(ref reader); break;
                case "outputs": outputs = RequestedOutputs.Read(ref reader); break;
                case "events" when hasEvents: throw new JsonException("The request has 'events' twice.");
                case "events":
                    hasEvents = true;
                    ReadEvents(ref reader, events);
                    break;
                case "inputs":
                    hasTensors = true;
                    reader.Skip();
                    break;
                default: reader.Skip(); break;
            }
        }
        if (hasTensors)
            return hasEvents ? throw new JsonException("The request has 'events' and 'inputs': one of them holds the events.") : null;
        return hasEvents
            ? new EventsRequest(events.ToBatch(), id, nan, outputs)
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                "The request has no 'events': {\"events\":[{\"MET_pt\":31.2,\"Jet_pt\":[50.1,32.0]}]}.");
    }

    private static void ReadEvents(ref Utf8JsonReader reader, EventColumns events)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'events' must be an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) events.Append(ref reader);
    }
}
