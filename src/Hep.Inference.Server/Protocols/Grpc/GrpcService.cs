using Grpc.Core;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>
/// The Open Inference Protocol v2 over gRPC, with Triton's streams, configuration, statistics and repository; what else a client of Triton
/// may call is unimplemented.
/// </summary>
internal sealed class GrpcService(ModelRepository repository, ServiceEndpoints service, ModelEndpoints models,
    StatisticsEndpoint statistics, RepositoryControl control, GrpcInference inference, AccessGate gate, FailureLog failures, AuditLog audit)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = service.IsReady });

    /// <summary>Ready is what can be loaded.</summary>
    public override async Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        try
        {
            using PredictorLease lease = await repository
                .AcquireToDescribeAsync(request.Name, request.Version, context.CancellationToken).ConfigureAwait(false);
            return new ModelReadyResponse { Ready = true };
        }
        catch (InferenceException e) when (e.Failure == InferenceFailure.Unavailable)
        {
            return new ModelReadyResponse { Ready = false };
        }
    }

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse
        {
            Name = ServiceEndpoints.ServiceName,
            Version = ServiceEndpoints.ServiceVersion,
            Extensions = { ServiceEndpoints.Extensions },
        });

    public override async Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        (ServedModel model, PredictorMetadata metadata) =
            await models.DescribeAsync(request.Name, request.Version, context.CancellationToken).ConfigureAwait(false);
        return GrpcMessages.Metadata(model, metadata);
    }

    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        (ModelInferResponse answer, IDisposable memory) = await inference
            .InferAsync(RequestRecord.Of(context.GetHttpContext()), request, context.CancellationToken).ConfigureAwait(false);
        context.GetHttpContext().Response.RegisterForDispose(memory);   // the answer is written after this returns
        return answer;
    }

    /// <summary>
    /// An answer for each request, in order; one that fails tells why and ends nothing. A token that is good no more ends the stream.
    /// </summary>
    public override async Task ModelStreamInfer(IAsyncStreamReader<ModelInferRequest> requestStream,
        IServerStreamWriter<ModelStreamInferResponse> responseStream, ServerCallContext context)
    {
        await foreach (ModelInferRequest request in requestStream.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
        {
            IDisposable? memory = null;
            await gate.IdentifyAsync(context.GetHttpContext()).ConfigureAwait(false);
            try
            {
                gate.AdmitMessage(context.GetHttpContext(), AccessRole.Predict, request.ModelName);
                ModelStreamInferResponse answer = new();
                (answer.InferResponse, memory) = await inference
                    .InferAsync(RequestRecord.Of(context.GetHttpContext()), request, context.CancellationToken).ConfigureAwait(false);
                await responseStream.WriteAsync(answer, context.CancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException e)
            {
                (int status, string message) = Refusal.Of(e);
                failures.Tell(e, status, "gRPC", context.Method, AccessRole.Predict);
                audit.Note(context.GetHttpContext(), AccessRole.Predict, context.Method, request.ModelName, status);
                ModelStreamInferResponse refusal = new() { ErrorMessage = message, InferResponse = new() { Id = request.Id } };
                await responseStream.WriteAsync(refusal, context.CancellationToken).ConfigureAwait(false);
            }
            finally
            {
                memory?.Dispose();
            }
        }
    }

    public override async Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context)
    {
        using PredictorLease lease = await repository
            .AcquireToDescribeAsync(request.Name, request.Version, context.CancellationToken).ConfigureAwait(false);
        int mostRows = ConfigurationEndpoint.MostRows(lease.Predictor);
        return new ModelConfigResponse { Config = GrpcMessages.Configuration(lease.Predictor, mostRows) };
    }

    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelStatisticsResponse
        {
            ModelStats = { statistics.Find(request.Name, request.Version, CallerOf(context)).Select(GrpcMessages.Statistics) },
        });

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context) =>
        Task.FromResult(new RepositoryIndexResponse
        {
            Models =
            {
                repository.Snapshot.ReadableBy(CallerOf(context)).SelectMany(m => m.Versions).Where(v => !request.Ready || v.State.IsReady)
                    .Select(GrpcMessages.Index),
            },
        });

    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(
        RepositoryModelLoadRequest request, ServerCallContext context)
    {
        foreach (string parameter in request.Parameters.Keys) RepositoryControl.CheckParameter(parameter);
        await control.LoadAsync(request.ModelName, context.CancellationToken).ConfigureAwait(false);
        return new RepositoryModelLoadResponse();
    }

    public override Task<RepositoryModelUnloadResponse> RepositoryModelUnload(
        RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        control.Unload(request.ModelName);
        return Task.FromResult(new RepositoryModelUnloadResponse());
    }

    private static Caller CallerOf(ServerCallContext context) => context.GetHttpContext().Caller();
}
