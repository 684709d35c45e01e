using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Jagged;
using Microsoft.AspNetCore.Http;

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

    /// <summary>Reads columns of events that come with a binary part.</summary>
    public static async Task<EventsRequest> ReadBinaryAsync(HttpContext context, string model, Schema columns, long mostBytes)
    {
        TensorFit fit = new(model, EventTensors.SignaturesOf(columns));
        using InferRequest request = await InferBody.ReadAsync(context, fit, mostBytes).ConfigureAwait(false);
        return OfTensors(request, columns);
    }

    private static EventsRequest ReadTensors(ReadOnlySpan<byte> body, string model, Schema columns)
    {
        using InferRequest request = new InferRequestReader(new TensorFit(model, EventTensors.SignaturesOf(columns))).Read(body);
        return OfTensors(request, columns);
    }

    private static EventsRequest OfTensors(InferRequest request, Schema columns) =>
        new(EventTensors.ToBatch(columns, request.Inputs!), request.Id, WithNull(request.Parameters), request.Outputs);

    // Events that fail the cut have NaN for an answer, which is no failure.
    private static RequestParameters WithNull(RequestParameters parameters) =>
        parameters.NaN == JsonNaN.Refuse ? parameters with { NaN = JsonNaN.Null } : parameters;

    // Null where the events come as tensors.
    private static EventsRequest? Read(ref Utf8JsonReader reader, EventColumns events)
    {
        string? id = null;
        RequestParameters parameters = RequestParameters.Default;
        List<RequestedOutput>? outputs = null;
        bool hasEvents = false, hasTensors = false;
        JsonBody.ExpectObject(ref reader, "The request");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            switch (name)
            {
                case "id": id = JsonBody.ReadText(ref reader, "'id'"); break;
                case "parameters": parameters = RequestParameters.Read(ref reader); break;
                case "outputs": outputs = RequestedOutput.ReadAll(ref reader); break;
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
            ? new EventsRequest(events.ToBatch(), id, WithNull(parameters), outputs)
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                "The request has no 'events': {\"events\":[{\"MET_pt\":31.2,\"Jet_pt\":[50.1,32.0]}]}.");
    }

    private static void ReadEvents(ref Utf8JsonReader reader, EventColumns events)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'events' must be an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) events.Append(ref reader);
    }
}
