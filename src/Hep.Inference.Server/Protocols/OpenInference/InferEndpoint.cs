using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary><c>POST /v2/models/{m}[/versions/{v}]/infer</c>: tensors in, tensors out.</summary>
internal sealed class InferEndpoint(ModelRepository repository, InferenceServerOptions options, ServiceTelemetry telemetry)
{
    public async Task InferAsync(HttpContext context)
    {
        using PredictorLease lease = await repository
            .AcquireAsync(context.RouteText("name"), context.RouteText("version"), context.RequestAborted).ConfigureAwait(false);
        PredictorMetadata metadata = lease.Predictor.Metadata;
        using InferRequest request = await ReadAsync(context, metadata).ConfigureAwait(false);
        RequestedOutputs.Check(request.Outputs, metadata);
        using Predictions predictions = await telemetry.PredictAsync(lease, request.Inputs!, context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, writer =>
            InferResponse.Write(writer, metadata, request.Id, RequestedOutputs.Choose(request.Outputs, predictions), request.NaN))
            .ConfigureAwait(false);
    }

    private async Task<InferRequest> ReadAsync(HttpContext context, PredictorMetadata metadata)
    {
        using PooledBuffer body = await RequestBody.ReadAsync(context, options.MaximumRequestBytes).ConfigureAwait(false);
        return new InferRequestReader(metadata.Name, metadata.Inputs).Read(body.Written.Span);
    }
}
