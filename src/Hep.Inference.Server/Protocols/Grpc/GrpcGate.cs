using System.Globalization;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>One call through the gate to its method, as over HTTP; whatever goes wrong becomes a status of gRPC.</summary>
internal sealed class GrpcGate(AccessGate gate, FailureLog failures) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            Check(context);
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Explain(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            Check(context);
            await continuation(requestStream, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Explain(e, context);
        }
    }

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

    private void Check(ServerCallContext context) => gate.Check(context.GetHttpContext(), AccessOf(context.Method));

    private RpcException Explain(Exception e, ServerCallContext context)
    {
        if (context.Deadline <= DateTime.UtcNow)
            return new RpcException(new Status(StatusCode.DeadlineExceeded, "The call's time is over. What had not begun was dropped."));
        if (context.CancellationToken.IsCancellationRequested)
            return new RpcException(new Status(StatusCode.Cancelled, "The call was ended."));
        (int status, string message) = Refusal.Of(e);
        failures.Tell(e, status, "gRPC", context.Method, AccessOf(context.Method));
        return new RpcException(new Status(ToCode(status), message), RetryAfter(e));
    }

    // The time after which a client that retries by itself does so.
    private static Metadata RetryAfter(Exception e) => e is InferenceException { Failure: InferenceFailure.Overloaded } failure
        ? new Metadata { { "grpc-retry-pushback-ms", Milliseconds(failure.RetryAfter) } }
        : Metadata.Empty;

    private static string Milliseconds(TimeSpan? time) =>
        Math.Max(1, Math.Ceiling((time ?? TimeSpan.Zero).TotalMilliseconds)).ToString("F0", CultureInfo.InvariantCulture);

    // By the last part of a name that comes from the service's own table: /inference.GRPCInferenceService/ModelInfer.
    private static Access AccessOf(string method) => method[(method.LastIndexOf('/') + 1)..] switch
    {
        "ModelInfer" or "ModelStreamInfer" => Access.Predict,
        "ServerLive" or "ServerReady" or "ServerMetadata" or "ModelReady" or "ModelMetadata" or "ModelConfig" or "ModelStatistics"
            or "RepositoryIndex" => Access.Read,
        _ => Access.Administer,
    };
}
