using System.Net;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Http;

/// <summary>Reads ranges of one file, straight into their destinations; what comes is compared with what was asked for.</summary>
internal sealed class RangeReader(
    HttpRoute route, FileVersion version, HttpFileOptions options, ByteWindow window, MultiRangeTrust trust, bool areServed)
{
    private volatile bool _wereServed, _areRefused = !areServed;

    /// <summary>Whether the server sends parts of this file, as far as is known.</summary>
    public bool AreServed => !_areRefused;

    /// <summary>Fills every destination.</summary>
    /// <returns>False: the server sends no parts of this file, and some destinations are not filled.</returns>
    /// <exception cref="HttpFileException">No server gives them.</exception>
    public async Task<bool> ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken)
    {
        string server = route.Server;
        int groups = RangePlan.HasManyShort(reads) ? trust.Claim(server) : 0;
        try
        {
            List<IReadOnlyList<ByteRead>> requests = RangePlan.Of(reads, version.Length, groups);
            await InParallelAsync(requests, ReadRequestAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (groups == 1) trust.Drop(server);
        }
        return AreServed;
    }

    private async Task InParallelAsync<T>(
        IReadOnlyList<T> items, Func<T, CancellationToken, ValueTask> read, CancellationToken cancellationToken)
    {
        if (items.Count == 1) await read(items[0], cancellationToken).ConfigureAwait(false);
        // The first failure ends the others; none of them writes anywhere after it is told.
        else
            await Parallel.ForEachAsync(items, new ParallelOptions
            {
                MaxDegreeOfParallelism = options.Connections,
                CancellationToken = cancellationToken,
            }, read).ConfigureAwait(false);
    }

    private async ValueTask ReadRequestAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken)
    {
        if (!AreServed) return;
        if (reads.Count > 1) reads = await ReadTogetherAsync(reads, cancellationToken).ConfigureAwait(false);
        if (reads.Count > 0) await InParallelAsync(reads, ReadOneAsync, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ReadOneAsync(ByteRead read, CancellationToken cancellationToken)
    {
        int room = await window.EnterAsync(read.Destination.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            int done = 0;
            await HttpRetry.RunAsync(route, options, async stop =>
            {
                int before = done;
                try
                {
                    while (done < read.Destination.Length && AreServed) await ReadOnAsync(stop).ConfigureAwait(false);
                    return true;
                }
                catch (PassingFailure failure)
                {
                    failure.MadeProgress = done > before;
                    throw;
                }
            }, cancellationToken).ConfigureAwait(false);

            async Task ReadOnAsync(CancellationToken stop)
            {
                HttpAsk ask = HttpAsk.Of(read.Offset + done, read.Destination.Length - done, version);
                using HttpAnswer answer = await route.AskAsync(ask, stop).ConfigureAwait(false);
                if (!IsPart(answer, read.Offset + done, read.Destination.Length - done, out int count)) return;
                for (int end = done + count; done < end;)
                {
                    int got = await answer.ReadAsync(read.Destination[done..end]).ConfigureAwait(false);
                    if (got == 0)
                        throw new PassingFailure($"{answer.Url.Server} ended its answer {end - done} bytes early", null);
                    done += got;
                }
            }
        }
        finally
        {
            window.Leave(room);
        }
    }

    /// <summary>Whether the answer is a part that begins where it should; it may end early, and is gone on with then.</summary>
    private bool IsPart(HttpAnswer answer, long offset, int wanted, out int count)
    {
        count = 0;
        if (answer.Status == HttpStatusCode.OK)
        {
            // XrdHttp says nothing of what a list of a directory is, and of its length something else than what comes.
            bool isList = answer.Length is { } length && length != version.Length && version.TagAt(answer.Url.Server) is null;
            if (!_wereServed && (answer.IsPage || isList)) throw Refusal.OfPage(route, answer);
            // The whole file, for one of two reasons: it is another one (If-Range), or the server knows no ranges.
            version.Check(answer, answer.IsEncoded ? null : answer.Length);
            // A cache that has to fetch it first sends all of it too, once.
            if (_wereServed)
                throw new PassingFailure($"{answer.Url.Server} sent the whole file for a part of it, and did not before", null);
            if (!_areRefused) options.Logger.NoRanges(answer.Url.ToString());
            _areRefused = true;
            return false;
        }
        if (answer.Status != HttpStatusCode.PartialContent) throw Refusal.Of(route, answer);
        string? text = answer.HeaderOf("Content-Range");
        if (answer.IsEncoded || ContentRange.Parse(text) is not { } range || range.First != offset || range.Count > wanted)
            throw new HttpFileException($"'{route.Origin}': {answer.Url.Server} was asked for bytes {offset}-{offset + wanted - 1} and "
                + $"sends '{text ?? "what it does not name"}'. A server, or a cache on the way, is broken.")
            { Url = route.Origin.ToString(), Server = answer.Url.Server, Status = answer.Status };
        version.Check(answer, range.Total);
        _wereServed = true;
        count = (int)range.Count;
        return true;
    }

    /// <summary>Those that did not come: the server is not asked for several again if it had no excuse.</summary>
    private async Task<IReadOnlyList<ByteRead>> ReadTogetherAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken)
    {
        Dictionary<long, Memory<byte>> wanted = reads.ToDictionary(r => r.Offset, r => r.Destination);
        string server = route.Server;
        int room = await window.EnterAsync(reads.Sum(r => r.Destination.Length), cancellationToken).ConfigureAwait(false);
        try
        {
            using HttpAnswer answer = await route.AskAsync(HttpAsk.Of(reads, version), cancellationToken).ConfigureAwait(false);
            if (answer.Status == HttpStatusCode.PartialContent && !answer.IsEncoded && MultipartBody.BoundaryOf(answer) is { } boundary)
            {
                version.Check(answer, null);
                await MultipartBody.FillAsync(answer, boundary, wanted, version).ConfigureAwait(false);
            }
        }
        catch (PassingFailure failure)
        {
            options.Logger.ServerLost(route.Origin.ToString(), failure.Message);
            route.Forget();
        }
        finally
        {
            window.Leave(room);
        }
        if (wanted.Count > 0) options.Logger.NoMultiRange(server, reads.Count);
        else _wereServed = true;
        trust.Tell(server, wanted.Count == 0);
        return wanted.Count == 0 ? [] : [.. reads.Where(r => wanted.ContainsKey(r.Offset))];
    }
}
