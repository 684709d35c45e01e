using System.Net;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Hep.Inference.Server.Security;

/// <summary>
/// The keys that an issuer publishes. They are fetched once for all who wait for them, of whom there are so many at most; that this failed
/// is told for some seconds without asking again. Anybody can name an issuer in a token that is none of its.
/// </summary>
internal sealed class IssuerKeys(Uri address, TimeProvider time)
{
    private const int MostBytes = 1 << 20, MostWaiting = 64;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10), AskAgainAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _starting = new();
    private Task? _fetch;
    private long _ended;
    private int _waiting;

    /// <summary>Keeps keys that are there, and fetches them again for one that is not among them, at most every five minutes.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration> Manager { get; } = new(address.AbsoluteUri,
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever(
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None })
            {
                Timeout = Timeout,
                MaxResponseContentBufferSize = MostBytes,
            })
        { RequireHttps = !address.IsLoopback });

    /// <summary>Waits until they are there for the first time.</summary>
    /// <exception cref="InferenceException">They cannot be fetched, or too many wait.</exception>
    public async Task AwaitAsync(CancellationToken cancellationToken)
    {
        Task fetch = Current();
        if (fetch.IsCompletedSuccessfully) return;
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting && !fetch.IsCompleted) throw Unavailable();
            await fetch.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException e)
        {
            throw Unavailable(e);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private Task Current()
    {
        lock (_starting)
        {
            bool isOver = _fetch is { IsCompleted: true, IsCompletedSuccessfully: false } && time.GetElapsedTime(_ended) >= AskAgainAfter;
            return _fetch is null || isOver ? _fetch = FetchAsync() : _fetch;
        }
    }

    private async Task FetchAsync()
    {
        try
        {
            await Manager.GetConfigurationAsync(CancellationToken.None).ConfigureAwait(false);   // its own timeout ends it
        }
        finally
        {
            _ended = time.GetTimestamp();
        }
    }

    private static InferenceException Unavailable(Exception? e = null)
    {
        const string Message = "The keys of the token's issuer cannot be fetched now: try again later.";
        return e is null ? new(InferenceFailure.Unavailable, Message) : new(InferenceFailure.Unavailable, Message, e);
    }
}
