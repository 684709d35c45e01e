using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>
/// One call that came in by the <see cref="GrpcDoor"/>, with its message, to its method; whatever goes wrong becomes a status of gRPC.
/// </summary>
internal sealed class GrpcGate(RequestWatch watch, FailureLog failures, AuditLog audit) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        AdmitAsync(context, ModelOf(request), async () =>
        {
            RequestRecord record = RequestRecord.Of(context.GetHttpContext());
            record.Received(LengthOf(request));
            TResponse answer = await continuation(request, context).ConfigureAwait(false);
            record.Answered(LengthOf(answer));
            return answer;
        });

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        AdmitAsync(context, model: null, async () =>
        {
            RequestRecord record = RequestRecord.Of(context.GetHttpContext());
            await continuation(new CountedReader<TRequest>(requestStream, record), new CountedWriter<TResponse>(responseStream, record),
                context).ConfigureAwait(false);
            return true;
        });

    private async Task<T> AdmitAsync<T>(ServerCallContext context, string? model, Func<Task<T>> call)
    {
        HttpContext http = context.GetHttpContext();
        string method = http.GetEndpoint()!.Metadata.GetRequiredMetadata<GrpcMethodMetadata>().Method.FullName;
        AccessRole role = GrpcStatus.RoleOf(method);
        int status = StatusCodes.Status200OK;
        watch.Begin(http);
        try
        {
            if (model is null) http.Caller().DemandSomewhere(role);
            else http.Caller().Demand(role, model);
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
            status = GrpcStatus.ToStatus(e.StatusCode);
            throw;
        }
        catch (Exception e)
        {
            (status, string message) = Refusal.Of(e);
            failures.Tell(e, status, "gRPC", method, role);
            throw new RpcException(new Status(GrpcStatus.ToCode(status), message), Trailers(e));
        }
        finally
        {
            audit.Note(http, role, method, model, status);
            watch.End(http, "gRPC", method, model, status);
        }
    }

    private static int LengthOf<T>(T message) => message is IMessage known ? known.CalculateSize() : 0;

    private static Metadata Trailers(Exception e) =>
        GrpcStatus.RetryAfter(e) is { } milliseconds ? new Metadata { { GrpcStatus.RetryHeader, milliseconds } } : Metadata.Empty;

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

    private sealed class CountedReader<T>(IAsyncStreamReader<T> stream, RequestRecord record) : IAsyncStreamReader<T>
    {
        public T Current => stream.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await stream.MoveNext(cancellationToken).ConfigureAwait(false)) return false;
            record.Received(LengthOf(stream.Current));
            return true;
        }
    }

    private sealed class CountedWriter<T>(IServerStreamWriter<T> stream, RequestRecord record) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions
        {
            get => stream.WriteOptions;
            set => stream.WriteOptions = value;
        }

        public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

        public async Task WriteAsync(T message, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            record.Answered(LengthOf(message));
        }
    }
}
