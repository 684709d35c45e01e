using Hep.Root.IO.Network;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO;

/// <summary>
/// A client of XRootD servers: <c>root://</c>, and <c>roots://</c> under TLS. It keeps one connection to each server, over which any number
/// of requests go at once. Calls may come from several threads. Every call ends within <see cref="XRootDOptions.Deadline"/>.
/// </summary>
public sealed class XRootDClient : IAsyncDisposable
{
    private readonly XRootDOptions _options;
    private readonly SessionPool _sessions;
    private readonly Navigator _navigator;

    /// <summary>A client without connections yet.</summary>
    /// <param name="options">Time-outs, credentials, checks; null: the usual ones.</param>
    public XRootDClient(XRootDOptions? options = null)
    {
        _options = options ?? XRootDOptions.Default;
        _options.Check();
        _sessions = new SessionPool(_options);
        _navigator = new Navigator(_sessions);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="XRootDException">No server has it, or lets this client read it.</exception>
    public Task<XRootDFile> OpenAsync(string url, CancellationToken cancellationToken = default) => OpenAsync(url, null, cancellationToken);

    /// <summary>What a server says of a file or directory.</summary>
    /// <exception cref="XRootDException">There is none, or no server answers.</exception>
    public Task<XRootDStatus> StatAsync(string url, CancellationToken cancellationToken = default) =>
        AskAsync(url, StatRequest.Of, StatRequest.Parse, cancellationToken);

    /// <summary>
    /// What servers say of many files and directories, with few requests: whether each is there, and of what kind, in the order of the
    /// URLs.
    /// </summary>
    /// <exception cref="ArgumentException">A path holds a line break, which no request could name.</exception>
    /// <exception cref="XRootDException">No server answers, or lets this client look at one of them.</exception>
    public Task<IReadOnlyList<XRootDPathStatus>> StatAsync(IReadOnlyList<string> urls, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(urls);
        if (urls.FirstOrDefault(u => u.Contains(StatPathsRequest.Separator, StringComparison.Ordinal)) is { } broken)
            throw new ArgumentException($"'{LocationText.Show(broken)}' holds a line break.", nameof(urls));
        XRootDUrl[] parsed = [.. urls.Select(XRootDUrl.Parse)];
        return parsed.Length == 0
            ? Task.FromResult<IReadOnlyList<XRootDPathStatus>>([])
            : Deadline.RunAsync(
                parsed[0], _options, deadline => new PathSurvey(_navigator, deadline).ReadAsync(parsed), cancellationToken);
    }

    /// <summary>The checksum of a file.</summary>
    /// <param name="url">The file.</param>
    /// <param name="algorithm">The algorithm, such as <c>crc32c</c>; null: the server's own, mostly adler32.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="XRootDException">There is no such file, or the server cannot compute this one.</exception>
    public Task<XRootDChecksum> ChecksumAsync(string url, string? algorithm = null, CancellationToken cancellationToken = default) =>
        AskAsync(url, path => QueryRequest.ForChecksum(algorithm is null ? path : Opaque.Extend(path, $"cks.type={algorithm}")),
            QueryRequest.ParseChecksum, cancellationToken);

    /// <summary>The servers that have a file, as its manager knows them.</summary>
    /// <exception cref="XRootDException">None has, or the manager does not answer.</exception>
    public Task<IReadOnlyList<XRootDReplica>> LocateAsync(string url, CancellationToken cancellationToken = default) =>
        AskAsync(url, LocateRequest.Of, LocateRequest.Parse, cancellationToken);

    /// <summary>
    /// What a server is set to, such as <c>version</c>, <c>sitename</c>, <c>readv_iov_max</c>; keys it does not know are missing.
    /// </summary>
    /// <exception cref="XRootDException">The server does not answer.</exception>
    public Task<IReadOnlyDictionary<string, string>> QueryConfigurationAsync(
        string url, IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return AskAsync(url, _ => QueryRequest.ForConfiguration(keys), answer => QueryRequest.ParseConfiguration(keys, answer),
            cancellationToken);
    }

    /// <summary>Whether a server is there, and lets this client in.</summary>
    /// <exception cref="XRootDException">It is not, or does not.</exception>
    public Task PingAsync(string url, CancellationToken cancellationToken = default) =>
        AskAsync(url, _ => PingRequest.Of(), static _ => true, cancellationToken);

    /// <summary>
    /// The items of a directory, by name. A manager has none of its own: the servers that it knows are asked each, and what they have is
    /// put together.
    /// </summary>
    /// <exception cref="XRootDException">There is no such directory, or no server answers.</exception>
    public Task<IReadOnlyList<XRootDEntry>> ListAsync(string url, CancellationToken cancellationToken = default)
    {
        XRootDUrl parsed = XRootDUrl.Parse(url);
        return Deadline.RunAsync(
            parsed, _options, deadline => DirectoryListing.ReadAsync(parsed, _navigator, deadline), cancellationToken);
    }

    /// <summary>Closes all connections. What is under way fails; nothing is waited for.</summary>
    public ValueTask DisposeAsync()
    {
        _sessions.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a file, and closes with it what it belongs to.</summary>
    internal Task<XRootDFile> OpenAsync(string url, IAsyncDisposable? client, CancellationToken cancellationToken)
    {
        XRootDUrl parsed = XRootDUrl.Parse(url);
        return Deadline.RunAsync(
            parsed, _options, deadline => XRootDFile.OpenAsync(parsed, _navigator, _options, client, deadline), cancellationToken);
    }

    private Task<T> AskAsync<T>(string url, Func<string, Request> make, Parse<T> parse, CancellationToken cancellationToken)
    {
        XRootDUrl parsed = XRootDUrl.Parse(url);
        return Deadline.RunAsync(parsed, _options, Ask, cancellationToken);

        async Task<T> Ask(Deadline deadline)
        {
            (_, T result) = await _navigator.AskAsync(new Route(parsed), make, parse, deadline).ConfigureAwait(false);
            return result;
        }
    }
}
