using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary><c>POST /v2/models/{m}[/versions/{v}]/infer</c>: tensors in, tensors out.</summary>
internal sealed class InferEndpoint(ModelRepository repository, InferenceServerOptions options, ServiceTelemetry telemetry)
{
    private readonly RepeatedHeads _heads = new();

    public async Task InferAsync(HttpContext context)
    {
        using PredictorLease lease = await repository
            .AcquireAsync(context.RouteText("name"), context.RouteText("version"), context.RequestAborted).ConfigureAwait(false);
        PredictorMetadata model = lease.Predictor.Metadata;
        lease.Rest();
        using InferRequest request = await InferBody
            .ReadAsync(context, new TensorFit(model.Name, model.Inputs), options.MaximumRequestBytes, _heads).ConfigureAwait(false);
        context.Limit(request.Parameters.Timeout);
        RequestedOutput.Check(request.Outputs, model);
        await lease.ResumeAsync(context.RequestAborted).ConfigureAwait(false);
        using Predictions predictions = await telemetry
            .PredictAsync(RequestRecord.Of(context), lease, request.Inputs!, context.RequestAborted).ConfigureAwait(false);
        using ChosenOutputs outputs = new(
            request.Outputs, request.Parameters.BinaryOutput, predictions, lease);
        await InferResponse.AnswerAsync(context, model, request.Id, request.Parameters.NaN, outputs.Tensors).ConfigureAwait(false);
        lease.Answered();
    }
}
