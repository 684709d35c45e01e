using System.Globalization;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>One call through the gate to its method, as over HTTP; whatever goes wrong becomes a status of gRPC.</summary>
internal sealed class GrpcGate(AccessGate gate, RequestWatch watch, FailureLog failures, AuditLog audit) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        AdmitAsync(context, ModelOf(request), () => continuation(request, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        AdmitAsync(context, model: null, async () =>
        {
            await continuation(requestStream, responseStream, context).ConfigureAwait(false);
            return true;
        });

    /// <summary>The status of gRPC that tells what one of HTTP tells; a full queue is one that may be tried again at once.</summary>
    public static StatusCode ToCode(int status) => status switch
    {
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        429 or 503 => StatusCode.Unavailable,
        504 => StatusCode.DeadlineExceeded,
        < 500 => StatusCode.InvalidArgument,
        _ => StatusCode.Internal,
    };

    // Of what the library refuses by itself.
    private static int ToStatus(StatusCode code) => code switch
    {
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        StatusCode.ResourceExhausted => StatusCodes.Status413PayloadTooLarge,
        StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    private async Task<T> AdmitAsync<T>(ServerCallContext context, string? model, Func<Task<T>> call)
    {
        HttpContext http = context.GetHttpContext();
        AccessRole role = RoleOf(context.Method);
        int status = StatusCodes.Status200OK;
        watch.Begin(http);
        try
        {
            await gate.AdmitAsync(http, role, model).ConfigureAwait(false);
            return await call().ConfigureAwait(false);
        }
        catch (Exception) when (context.Deadline <= DateTime.UtcNow)
        {
            status = StatusCodes.Status504GatewayTimeout;
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "The call's time is over. What had not begun was dropped."));
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            status = StatusCodes.Status499ClientClosedRequest;
            throw new RpcException(new Status(StatusCode.Cancelled, "The call was ended."));
        }
        catch (RpcException e)
        {
            status = ToStatus(e.StatusCode);
            throw;
        }
        catch (Exception e)
        {
            (status, string message) = Refusal.Of(e);
            failures.Tell(e, status, "gRPC", context.Method, role);
            throw new RpcException(new Status(ToCode(status), message), RetryAfter(e));
        }
        finally
        {
            audit.Note(http, role, context.Method, model, status);
            watch.End(http, "gRPC", context.Method, model, status);
        }
    }

    // The time after which a client that retries by itself does so.
    private static Metadata RetryAfter(Exception e) => e is InferenceException { Failure: InferenceFailure.Overloaded } failure
        ? new Metadata { { "grpc-retry-pushback-ms", Milliseconds(failure.RetryAfter) } }
        : Metadata.Empty;

    private static string Milliseconds(TimeSpan? time) =>
        Math.Max(1, Math.Ceiling((time ?? TimeSpan.Zero).TotalMilliseconds)).ToString("F0", CultureInfo.InvariantCulture);

    // By the last part of a name that comes from the service's own table: /inference.GRPCInferenceService/ModelInfer.
    private static AccessRole RoleOf(string method) => method[(method.LastIndexOf('/') + 1)..] switch
    {
        "ModelInfer" or "ModelStreamInfer" => AccessRole.Predict,
        "ServerLive" or "ServerReady" or "ServerMetadata" or "ModelReady" or "ModelMetadata" or "ModelConfig" or "ModelStatistics"
            or "RepositoryIndex" => AccessRole.Read,
        _ => AccessRole.Administer,
    };

    /// <summary>The model that a message names; null for one about the service, or about all models.</summary>
    private static string? ModelOf(object request) => request switch
    {
        ModelReadyRequest { Name: var name } => name,
        ModelMetadataRequest { Name: var name } => name,
        ModelConfigRequest { Name: var name } => name,
        ModelInferRequest { ModelName: var name } => name,
        ModelStatisticsRequest { Name: { Length: > 0 } name } => name,
        RepositoryModelLoadRequest { ModelName: var name } => name,
        RepositoryModelUnloadRequest { ModelName: var name } => name,
        _ => null,
    };
}
