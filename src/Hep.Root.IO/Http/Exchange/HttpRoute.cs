using System.Globalization;
using System.Net;
using System.Text;
using Hep.Root.IO.Diagnostics;

namespace Hep.Root.IO.Http;

/// <summary>
/// The way to one file: from the URL that was given along what servers answer. The last stop is remembered and asked at once, until it
/// fails or refuses, since links to it may be signed for a while only; then the way begins anew.
/// </summary>
internal sealed class HttpRoute(HttpUrl origin, HttpTransport transport, HttpFileOptions options)
{
    private const int MostHops = 16;

    private HttpUrl? _target;

    public HttpUrl Origin => origin;

    /// <summary>Who is asked first: <c>host:port</c>.</summary>
    public string Server => (Volatile.Read(ref _target) ?? origin).Server;

    /// <summary>Begins at the origin the next time.</summary>
    public void Forget() => Volatile.Write(ref _target, null);

    /// <summary>Asks, and gives the answer that is no redirection and no failure in passing.</summary>
    /// <exception cref="PassingFailure">A server is busy, or was not reached.</exception>
    /// <exception cref="HttpFileException">Servers send in circles, or where nobody may go.</exception>
    public async Task<HttpAnswer> AskAsync(HttpAsk ask, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _target) is { } target)
        {
            HttpAnswer known = await FollowAsync(ask, target, cancellationToken).ConfigureAwait(false);
            if ((int)known.Status is not (401 or 403 or 404 or 410)) return known;
            known.Dispose();
            Forget();
        }
        HttpAnswer answer = await FollowAsync(ask, origin, cancellationToken).ConfigureAwait(false);
        if (answer.Url != origin && (int)answer.Status < 300)
        {
            options.Logger.SentOn(origin.ToString(), answer.Url.ToString());
            Volatile.Write(ref _target, answer.Url);
        }
        return answer;
    }

    private async Task<HttpAnswer> FollowAsync(HttpAsk ask, HttpUrl url, CancellationToken cancellationToken)
    {
        for (int hops = 0; ; hops++)
        {
            using HttpRequestMessage request = ask.MakeRequest(url);
            if (AuthorizationFor(url) is { } authorization) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            HttpAnswer answer = await transport.SendAsync(url, request, cancellationToken).ConfigureAwait(false);
            if (!IsRedirection(answer.Status) || answer.HeaderOf("Location") is not { Length: > 0 } location)
                return IsPassing(answer.Status) ? throw Passing(answer) : answer;
            answer.Dispose();
            if (hops == MostHops)
                throw Failed($"'{origin}' was sent on {MostHops} times, to {url.Server} last: its servers send in circles.", answer);
            HttpUrl next = url.Resolve(location);
            if (url.IsEncrypted && !next.IsEncrypted && HasSecret)
                throw Failed($"'{origin}' was sent on from https to '{next}', where what was said under TLS would go in clear. "
                    + "Ask for the file without a token, or have the server mended.", answer);
            url = next;
        }
    }

    private bool HasSecret => origin.UserInfo.Length > 0 || options.Token is not null;

    // To nobody but whom the user named, and to nobody where others listen.
    private string? AuthorizationFor(HttpUrl url)
    {
        if (!url.IsPrivate || !url.IsSameOrigin(origin)) return null;
        if (origin.UserInfo.Length > 0)
            return $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(origin.UserInfo)))}";
        if (options.Token?.Invoke()?.Trim() is not { Length: > 0 } token) return null;
        return token.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? throw new HttpFileException("The token holds a blank or a character that no header may hold: it is none, or was cut wrongly.")
            { Url = origin.ToString() }
            : $"Bearer {token}";
    }

    private PassingFailure Passing(HttpAnswer answer)
    {
        answer.Dispose();
        return new PassingFailure($"{answer.Url.Server} answers {(int)answer.Status} ({answer.Status})", null)
        {
            RetryAfter = WaitOf(answer.HeaderOf("Retry-After")),
        };
    }

    private TimeSpan? WaitOf(string? text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)) return TimeSpan.FromSeconds(seconds);
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, Utc, out DateTimeOffset when)
            ? TimeSpan.FromTicks(Math.Max(0, (when - options.Time.GetUtcNow()).Ticks))
            : null;
    }

    private HttpFileException Failed(string message, HttpAnswer answer) =>
        new(message) { Url = origin.ToString(), Server = answer.Url.Server, Status = answer.Status };

    private static bool IsRedirection(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static bool IsPassing(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504;
}
