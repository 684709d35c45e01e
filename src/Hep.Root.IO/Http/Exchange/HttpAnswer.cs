using System.Net;

namespace Hep.Root.IO.Http;

/// <summary>An answer whose head has come, and whose body is read from it. It takes a place at its server until it is disposed.</summary>
internal sealed class HttpAnswer(HttpUrl url, HttpResponseMessage response, StallWatch watch, SemaphoreSlim places) : IDisposable
{
    private Stream? _body;

    /// <summary>Who answered.</summary>
    public HttpUrl Url => url;

    public HttpStatusCode Status => response.StatusCode;

    /// <summary>The bytes of the body, or of what HEAD speaks of; null: unknown.</summary>
    public long? Length => response.Content.Headers.ContentLength;

    /// <summary>Whether the body is not the file's bytes but some encoding of them.</summary>
    public bool IsEncoded => HeaderOf("Content-Encoding") is { } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is for people: a list of a directory, or where one has to log in.</summary>
    public bool IsPage => HeaderOf("Content-Type")?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>A header as it was sent; null: it was not.</summary>
    public string? HeaderOf(string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values)
            || response.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? values.ToString()
            : null;

    /// <summary>The next bytes of the body; 0: it is over.</summary>
    /// <exception cref="PassingFailure">The connection broke, or nothing came for too long.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> destination)
    {
        try
        {
            watch.Restart();
            _body ??= await response.Content.ReadAsStreamAsync(watch.Token).ConfigureAwait(false);
            return await _body.ReadAsync(destination, watch.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            throw Transmission.Explain(url, watch, failure);
        }
    }

    public void Dispose()
    {
        response.Dispose();
        watch.Dispose();
        places.Release();
    }
}
