using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Http;

/// <summary>
/// The connections of a client. A request goes to the one server that it names: nothing is followed, decoded or repeated here.
/// </summary>
internal sealed class HttpTransport(HttpFileOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = new(StringComparer.Ordinal);
    private readonly Lazy<HttpMessageInvoker> _invoker = new(() => new HttpMessageInvoker(MakeHandler(options)));
    private bool _isClosed;

    /// <summary>Sends a request, when the server has a place for it, and waits for the head of its answer.</summary>
    /// <exception cref="PassingFailure">The server was not reached, or went away.</exception>
    /// <exception cref="HttpFileException">Its certificate is not accepted, or it is no server of HTTP.</exception>
    public async Task<HttpAnswer> SendAsync(HttpUrl url, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        SemaphoreSlim places = _places.GetOrAdd(url.Server, static (_, count) => new SemaphoreSlim(count), options.Connections);
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        StallWatch watch = new(options, cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed), typeof(HttpFileClient));
            HttpResponseMessage response = await _invoker.Value.SendAsync(request, watch.Token).ConfigureAwait(false);
            return new HttpAnswer(url, response, watch, places);
        }
        catch (Exception failure)
        {
            Exception told = failure switch
            {
                HttpRequestException or IOException or OperationCanceledException => Transmission.Explain(url, watch, failure),
                TrustException => new HttpFileException(failure.Message, failure) { Url = url.ToString() },
                _ => failure,
            };
            watch.Dispose();
            places.Release();
            if (told == failure) throw;
            throw told;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, true)) return;
        if (_invoker.IsValueCreated) _invoker.Value.Dispose();
    }

    private static SocketsHttpHandler MakeHandler(HttpFileOptions options) => new()
    {
        AllowAutoRedirect = false,                              // it would drop the range, and keep what the next host may not see
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = options.ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = 1 << 20,
        MaxConnectionsPerServer = options.Connections,
        MaxResponseDrainSize = 64 << 10,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),     // names may come to mean other hosts
        UseCookies = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new ServerTrust(options.CertificateAuthorities).MakePolicy(),
            ClientCertificateContext = ClientCertificate.Of(options),
            RemoteCertificateValidationCallback = static (connection, certificate, chain, errors) =>
                CertificateFault.Of(((SslStream)connection).TargetHostName, certificate, chain, errors) is { } fault
                    ? throw new CertificateRefusal(fault)
                    : true,
        },
    };
}
