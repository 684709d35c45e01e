using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Hep.Inference.Testing;

/// <summary>Calls of the service over gRPC, message by message.</summary>
internal sealed class GrpcCalls(Uri address, string? token = null) : IDisposable
{
    private const string ServiceName = "inference.GRPCInferenceService";

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address);

    private CallOptions Options => new(token is null ? [] : new Metadata { { "authorization", $"Bearer {token}" } });

    /// <summary>One call.</summary>
    /// <exception cref="RpcException">The service refused.</exception>
    public async Task<TAnswer> CallAsync<TAnswer>(string method, IMessage request) where TAnswer : IMessage<TAnswer>, new() =>
        new MessageParser<TAnswer>(() => new TAnswer()).ParseFrom(await CallAsync(method, request.ToByteArray()));

    /// <summary>One call, with the bytes of a message.</summary>
    /// <exception cref="RpcException">The service refused.</exception>
    public async Task<byte[]> CallAsync(string method, byte[] request)
    {
        using AsyncUnaryCall<byte[]> call =
            _channel.CreateCallInvoker().AsyncUnaryCall(Method(MethodType.Unary, method), null, Options, request);
        return await call;
    }

    /// <summary>The status of a call that is refused.</summary>
    public async Task<Status> RefusalAsync(string method, byte[] request)
    {
        try
        {
            await CallAsync(method, request);
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    /// <summary>A stream of requests and one of answers.</summary>
    public AsyncDuplexStreamingCall<byte[], byte[]> Stream(string method) =>
        _channel.CreateCallInvoker().AsyncDuplexStreamingCall(Method(MethodType.DuplexStreaming, method), null, Options);

    public void Dispose() => _channel.Dispose();

    private static Method<byte[], byte[]> Method(MethodType type, string name)
    {
        Marshaller<byte[]> bytes = Marshallers.Create<byte[]>(b => b, b => b);
        return new Method<byte[], byte[]>(type, ServiceName, name, bytes, bytes);
    }
}
