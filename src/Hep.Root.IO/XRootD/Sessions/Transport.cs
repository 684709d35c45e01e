using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>A connection to a server: in clear first, and under TLS from the moment that both sides agree on.</summary>
internal sealed class Transport : IDisposable
{
    private readonly Socket _socket;
    private Stream _stream;

    private Transport(Socket socket, Endpoint endpoint)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Endpoint = endpoint;
        Frames = new FrameReader(_stream, OperatingSystem.IsLinux() ? socket : null);
    }

    public Endpoint Endpoint { get; }

    /// <summary>What comes in.</summary>
    public FrameReader Frames { get; private set; }

    /// <summary>The client's side, such as <c>[::ffff:10.0.0.1]:40000</c>: addresses of IPv4 as IPv6 maps them.</summary>
    public string ClientAddress =>
        _socket.LocalEndPoint is IPEndPoint local ? $"{new IPEndPoint(local.Address.MapToIPv6(), local.Port)}" : "";

    public bool IsEncrypted => _stream is SslStream;

    /// <exception cref="XRootDException">There is no such host, or nobody listens there, or not in time.</exception>
    public static async Task<Transport> ConnectAsync(Endpoint endpoint, TimeSpan patience, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token).ConfigureAwait(false);
            return new Transport(socket, endpoint);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new ConnectionLostException($"{endpoint} does not answer within {patience.TotalSeconds:0.#} s", failure);
            if (failure is SocketException { SocketErrorCode: SocketError.HostNotFound })
                throw new XRootDException($"There is no host '{endpoint.Host}': {failure.Message}.", failure)
                { Server = endpoint.ToString() };
            if (failure is SocketException) throw new ConnectionLostException($"{endpoint} cannot be reached: {failure.Message}", failure);
            throw;
        }
    }

    /// <summary>Goes over to TLS. The name of the host is checked, and the chain.</summary>
    /// <exception cref="XRootDException">The certificate does not hold, or TLS fails.</exception>
    public async Task StartTlsAsync(ServerTrust trust, CancellationToken cancellationToken)
    {
        SslStream encrypted = new(_stream);
        CertificateCheck check = new(Endpoint, trust);
        try
        {
            await encrypted.AuthenticateAsClientAsync(check.Options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw check.Explain(failure);
        }
        _stream = encrypted;
        Frames = new FrameReader(encrypted);
    }

    /// <summary>Sends bytes; one after the other.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _stream.WriteAsync(bytes, cancellationToken);

    public void Dispose() => _stream.Dispose();
}
