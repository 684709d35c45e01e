using Hep.Root.IO.Http;
using Hep.Root.IO.Network;

namespace Hep.Root.IO;

/// <summary>
/// A client of HTTP servers, <c>https://</c> and <c>http://</c>, that sends for parts of files, and lists directories where servers speak
/// WebDAV. It keeps its connections. Calls may come from several threads. Every call ends within <see cref="HttpFileOptions.Deadline"/>.
/// </summary>
public sealed class HttpFileClient : IAsyncDisposable
{
    private readonly HttpFileOptions _options;
    private readonly CallLimits _limits;
    private readonly HttpTransport _transport;
    private readonly ByteWindow _window;
    private readonly MultiRangeTrust _trust;

    /// <summary>A client without connections yet.</summary>
    /// <param name="options">Time-outs, credentials, checks; null: the usual ones.</param>
    public HttpFileClient(HttpFileOptions? options = null)
    {
        _options = options ?? HttpFileOptions.Default;
        _options.Check();
        _limits = new CallLimits(_options);
        _transport = new HttpTransport(_options);
        _window = new ByteWindow(_options.WindowBytes);
        _trust = new MultiRangeTrust(_options.MultiRange);
    }

    /// <summary>Opens a file for reading. A signed URL is taken as it is.</summary>
    /// <exception cref="HttpFileException">No server has it, or lets this client read it.</exception>
    public Task<HttpFile> OpenAsync(string url, CancellationToken cancellationToken = default) => OpenAsync(url, null, cancellationToken);

    /// <summary>The items of a directory, by name (WebDAV).</summary>
    /// <exception cref="HttpFileException">There is no such directory, or the server does not list any.</exception>
    public Task<IReadOnlyList<HttpEntry>> ListAsync(string url, CancellationToken cancellationToken = default)
    {
        HttpUrl parsed = HttpUrl.Parse(url);
        HttpRoute route = new(parsed, _transport, _options);
        return _limits.RunAsync(parsed, stop =>
            HttpRetry.RunAsync(route, _options, again => DirectoryItems.ReadAsync(route, again), stop), cancellationToken);
    }

    /// <summary>Closes all connections. What is under way fails; nothing is waited for.</summary>
    public ValueTask DisposeAsync()
    {
        _limits.Dispose();
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a file, and closes with it what it belongs to.</summary>
    internal Task<HttpFile> OpenAsync(string url, IAsyncDisposable? client, CancellationToken cancellationToken)
    {
        HttpUrl parsed = HttpUrl.Parse(url);
        HttpRoute route = new(parsed, _transport, _options);
        return _limits.RunAsync(
            parsed, stop => HttpFile.OpenAsync(route, _options, _limits, _window, _trust, client, stop), cancellationToken);
    }
}
