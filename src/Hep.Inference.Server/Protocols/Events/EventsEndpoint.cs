using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Telemetry;
using Hep.Jagged;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Events;

/// <summary>
/// <c>POST /v2/models/{m}[/versions/{v}]/events</c>: raw events through the model's whole pipeline, cuts included, one prediction
/// an event, in order.
/// </summary>
internal sealed class EventsEndpoint(ModelRepository repository, InferenceServerOptions options, ServiceTelemetry telemetry)
{
    private const string Selected = "selected";

    public async Task PredictAsync(HttpContext context)
    {
        using PredictorLease lease = await repository
            .AcquireAsync(context.RouteText("name"), context.RouteText("version"), context.RequestAborted).ConfigureAwait(false);
        PredictorMetadata model = lease.Predictor.Metadata;
        lease.Rest();
        bool areLines = EventLines.AreIn(context.Request);
        using EventsRequest request = await ReadAsync(context, model, areLines).ConfigureAwait(false);
        context.Limit(request.Parameters.Timeout);
        RequestedOutput.Check(request.Outputs, model);
        await lease.ResumeAsync(context.RequestAborted).ConfigureAwait(false);
        using Predictions predictions = await telemetry
            .PredictAsync(RequestRecord.Of(context), lease, request.Events, context.RequestAborted).ConfigureAwait(false);
        if (areLines) await EventLines.AnswerAsync(context, predictions).ConfigureAwait(false);
        else await AnswerAsync(context, lease, request, predictions).ConfigureAwait(false);
        lease.Answered();
    }

    private async Task<EventsRequest> ReadAsync(HttpContext context, PredictorMetadata model, bool areLines)
    {
        Schema columns = model.EventColumns
            ?? throw new InferenceException(InferenceFailure.InvalidRequest,
                $"The model '{model.Name}' carries no pipeline: it takes tensors, at its path's /infer.");
        if (InferBody.IsBinary(context.Request))
            return await EventsRequestReader.ReadBinaryAsync(context, model.Name, columns, options.MaximumRequestBytes)
                .ConfigureAwait(false);
        using PooledBuffer body = await RequestBody.ReadAsync(context, options.MaximumRequestBytes).ConfigureAwait(false);
        return areLines
            ? EventLines.Read(body.Written.Span, columns)
            : EventsRequestReader.Read(body.Written.Span, model.Name, columns);
    }

    private static async Task AnswerAsync(HttpContext context, PredictorLease lease, EventsRequest request, Predictions predictions)
    {
        PredictorMetadata model = lease.Predictor.Metadata;
        bool isBinary = request.Parameters.BinaryOutput;
        using Tensor<bool> selected = Tensor.Create(Selected, [predictions.Selected.Length], predictions.Selected);
        using ChosenOutputs outputs = new(request.Outputs, isBinary, predictions, lease);
        outputs.Tensors.Add((selected, isBinary));
        await InferResponse.AnswerAsync(context, model, request.Id, request.Parameters.NaN, outputs.Tensors).ConfigureAwait(false);
    }
}
