using Hep.Root.IO.Bytes;
using Hep.Root.IO.Http;
using Hep.Root.IO.Network;

namespace Hep.Root.IO;

/// <summary>
/// A remote file that is open for reading through HTTP. Calls may come from several threads; what they ask for is on its way at the same
/// time. Requests that fail in passing are repeated, from the byte where they broke off, as long as the call has time. A file that changes
/// while it is open is an error, as far as its server tells (length, ETag, Last-Modified).
/// </summary>
public sealed class HttpFile : IByteSource
{
    private readonly CallLimits _limits;
    private readonly HttpUrl _url;
    private readonly FileVersion _version;
    private readonly RangeReader _ranges;
    private readonly WholeFile _whole;
    private readonly IAsyncDisposable? _client;
    private bool _isClosed;

    private HttpFile(CallLimits limits, FileVersion version, RangeReader ranges, WholeFile whole, HttpUrl url, IAsyncDisposable? client)
    {
        (_limits, _version, _ranges, _whole, _url, _client) = (limits, version, ranges, whole, url, client);
    }

    /// <inheritdoc/>
    public string Location => _url.ToString();

    /// <inheritdoc/>
    public long Length => _version.Length;

    /// <inheritdoc/>
    public int BytesAhead { get; private init; }

    /// <summary>How the server marks this version of the file; null: it does not.</summary>
    public string? ETag { get; private init; }

    /// <inheritdoc/>
    /// <exception cref="RootException">A range does not lie in the file, or no server gives it: the inner exception says why.</exception>
    public async ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reads);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        long wanted = 0;
        foreach (ByteRead read in reads)
        {
            SourceRange.Check(this, read);
            wanted += read.Destination.Length;
        }
        if (wanted == 0) return;
        try
        {
            await _limits.RunAsync(_url, async stop =>
            {
                if (_ranges.AreServed && await _ranges.ReadAsync(reads, stop).ConfigureAwait(false)) return true;
                await _whole.ReadAsync(reads, _version, stop).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpFileException failure)
        {
            throw new RootException(failure.Message, failure) { File = Location, Offset = reads[0].Offset };
        }
    }

    /// <summary>Closes the file. Nothing is waited for.</summary>
    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        _whole.Dispose();
        return _client?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>What a cache knows this version of the file by; null where nothing tells it from the next.</summary>
    internal BlockKey? KeyAt(DateTimeOffset now) => BlockKey.Of(_url.WithoutSecrets(), Length, Mark, Modified, now);

    // A weak ETag stands for other bytes as well.
    private string? Mark { get; init; }

    private DateTimeOffset? Modified { get; init; }

    /// <param name="route">The way to the file.</param>
    /// <param name="options">Time-outs and checks.</param>
    /// <param name="limits">Ends calls.</param>
    /// <param name="window">Bounds what is on its way.</param>
    /// <param name="trust">Knows the servers.</param>
    /// <param name="client">What to close with the file; null: nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<HttpFile> OpenAsync(HttpRoute route, HttpFileOptions options, CallLimits limits, ByteWindow window,
        MultiRangeTrust trust, IAsyncDisposable? client, CancellationToken cancellationToken)
    {
        WholeFile whole = new(route, options);                  // closed with the file: until it is opened, nothing of it needs to be
        FileVersion? version = await HttpRetry.RunAsync(route, options, stop => FileProbe.AskAsync(route, stop), cancellationToken)
            .ConfigureAwait(false);
        bool isWhole = version is null;
        version ??= new FileVersion(route.Origin, (await whole.GetAsync(null, cancellationToken).ConfigureAwait(false)).Length);
        RangeReader ranges = new(route, version, options, window, trust, areServed: !isWhole);
        return new HttpFile(limits, version, ranges, whole, route.Origin, client) 
        {
            ETag = version.TagAt(route.Server),
            Mark = version.StrongTagAt(route.Server),
            Modified = version.ModifiedAt(route.Server),
            BytesAhead = options.WindowBytes / 2,
        };
    }
}
