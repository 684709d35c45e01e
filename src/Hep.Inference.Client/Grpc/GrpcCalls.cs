using System.Net;
using Grpc.Core;
using Grpc.Net.Client;

namespace Hep.Inference.Client;

/// <summary>Makes calls over gRPC, one connection or more to each server.</summary>
internal sealed class GrpcCalls : IDisposable
{
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(60);

    private readonly InferenceClientOptions _options;
    private readonly CallAttempts _attempts;
    private readonly Dictionary<Server, GrpcChannel> _channels;

    public GrpcCalls(ServerPool servers, InferenceClientOptions options)
    {
        _options = options;
        _attempts = new CallAttempts(servers, options);
        _channels = servers.All.ToDictionary(s => s, Open);
    }

    /// <summary>Makes a call.</summary>
    /// <param name="call">What it is, for those who measure.</param>
    /// <param name="repetition">Where, and how often.</param>
    /// <param name="send">Sends it to a server.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InferenceException">The service refused, failed, or cannot be reached.</exception>
    public Task<T> CallAsync<T>(string call, Repetition repetition,
        Func<Protobuf.GRPCInferenceService.GRPCInferenceServiceClient, CallOptions, AsyncUnaryCall<T>> send,
        CancellationToken cancellationToken) =>
        _attempts.CallAsync(call, repetition, (server, token) => SendAsync(server, send, token), cancellationToken);

    /// <summary>Sends a call to one server.</summary>
    /// <exception cref="InferenceException">It refused, failed, or cannot be reached.</exception>
    public async Task<T> SendAsync<T>(Server server,
        Func<Protobuf.GRPCInferenceService.GRPCInferenceServiceClient, CallOptions, AsyncUnaryCall<T>> send,
        CancellationToken cancellationToken)
    {
        Metadata head = [];
        string? token = await _options.GetTokenAsync(server.Address, cancellationToken).ConfigureAwait(false);
        if (token is not null) head.Add("authorization", $"Bearer {token}");
        if (_options.Compression == BodyCompression.Both) head.Add("grpc-internal-encoding-request", "gzip");
        try
        {
            using AsyncUnaryCall<T> sent = send(new(_channels[server]), new CallOptions(head, cancellationToken: cancellationToken));
            return await sent.ConfigureAwait(false);
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException e)
        {
            throw GrpcFailures.Of(e, server);
        }
    }

    /// <inheritdoc cref="CallAttempts.IsTrueAsync"/>
    public Task<bool> IsTrueAsync(Server server, Func<Server, CancellationToken, Task<bool>> ask, CancellationToken cancellationToken) =>
        _attempts.IsTrueAsync(server, ask, cancellationToken);

    public void Dispose()
    {
        foreach (GrpcChannel channel in _channels.Values) channel.Dispose();
    }

    private GrpcChannel Open(Server server)
    {
        SocketsHttpHandler handler = ClientConnections.Create(server.Address, _options);
        handler.AutomaticDecompression = DecompressionMethods.None;   // messages are packed, not bodies
        handler.EnableMultipleHttp2Connections = true;
        handler.KeepAlivePingDelay = PingAfter;   // while calls are under way: a model may compute for long
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        return GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = _options.AnswerBytes,
            MaxSendMessageSize = null,
            MaxRetryAttempts = null,   // attempts are counted above
        });
    }
}
