using System.Net.Sockets;
using System.Security.Authentication;

namespace Hep.Root.IO.Http;

/// <summary>Failures below the answer, in words; and which of them pass.</summary>
internal static class Transmission
{
    public static Exception Explain(HttpUrl url, StallWatch watch, Exception failure)
    {
        if (watch.IsCallerGone) return new OperationCanceledException(watch.Caller);
        if (failure is OperationCanceledException)
            return watch.Token.IsCancellationRequested
                ? new PassingFailure($"{url.Server} sent nothing for {watch.Patience.TotalSeconds:0.#} s", failure)
                : new PassingFailure($"{url.Server} does not answer in time", failure);
        if (Find<CertificateRefusal>(failure) is { } refusal)
            return Final($"The certificate of {url.Server} is not accepted: {refusal.Message}");
        if (Find<AuthenticationException>(failure) is { } tls)
            return Final($"TLS with {url.Server} failed: {tls.Message} Does that port speak https, and does it want a client certificate?");
        if (Find<SocketException>(failure) is { SocketErrorCode: SocketError.HostNotFound })
            return Final($"There is no host '{url.Uri.Host}': is its name written right?");
        return failure is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse
                or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError }
            ? Final($"{url.Server} answers what is no HTTP, or a head without end: {failure.Message}")
            : new PassingFailure($"the connection to {url.Server} failed: {failure.GetBaseException().Message}", failure);

        HttpFileException Final(string message) => new(message, failure) { Url = url.ToString(), Server = url.Server };
    }

    private static T? Find<T>(Exception? failure) where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
            if (failure is T found) return found;
        return null;
    }
}
