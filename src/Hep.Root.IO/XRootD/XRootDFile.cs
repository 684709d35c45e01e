using Hep.Root.IO.Bytes;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Network;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO;

/// <summary>
/// A remote file that is open for reading. Calls may come from several threads; what they ask for is on its way at the same time. A server
/// that is lost is replaced by another one that has the file, as long as the call has time.
/// </summary>
public sealed class XRootDFile : IByteSource
{
    private const int MostTriesOfPage = 4, MostViolations = 8, MostRefusals = 16;

    private readonly XRootDUrl _url;
    private readonly XRootDOptions _options;
    private readonly FileOpening _opening;
    private readonly IAsyncDisposable? _client;
    private long _verified;
    private int _isDisposed;

    private XRootDFile(XRootDUrl url, XRootDOptions options, FileOpening opening, XRootDStatus status, IAsyncDisposable? client)
    {
        (_url, _options, _opening, _client) = (url, options, opening, client);
        Status = status;
    }

    /// <inheritdoc/>
    public string Location => _url.ToString();

    /// <inheritdoc/>
    public long Length => Status.Length;

    /// <inheritdoc/>
    public int BytesAhead => _options.WindowBytes / 2;

    /// <summary>The file as it was when it was opened.</summary>
    public XRootDStatus Status { get; }

    /// <summary>How many bytes that were read had a checksum, which was right.</summary>
    public long VerifiedBytes => Volatile.Read(ref _verified);

    /// <inheritdoc/>
    /// <exception cref="RootException">A range does not lie in the file, or no server gives it: the inner exception says why.</exception>
    public async ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reads);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        foreach (ByteRead read in reads) SourceRange.Check(this, read);
        try
        {
            await Deadline.RunAsync(_url, _options, deadline => ReadAllAsync(reads, deadline), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is XRootDException or ConnectionLostException)
        {
            throw new RootException(failure.Message, failure) { File = Location, Offset = reads.Count > 0 ? reads[0].Offset : null };
        }
    }

    /// <summary>Closes the file. A server that does not answer is not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _opening.Close();
        if (_client is not null) await _client.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What a cache knows this version of the file by; null where nothing tells it from the next.</summary>
    internal BlockKey? KeyAt(DateTimeOffset now) => BlockKey.Of(_url.WithoutSecrets(), Length, null,
        Status.Modified > DateTimeOffset.UnixEpoch ? Status.Modified : null, now);

    /// <param name="url">The file.</param>
    /// <param name="navigator">Finds a server that has it.</param>
    /// <param name="options">Time-outs and checks.</param>
    /// <param name="client">What to close with the file; null: nothing.</param>
    /// <param name="deadline">How long to try.</param>
    internal static async Task<XRootDFile> OpenAsync(
        XRootDUrl url, Navigator navigator, XRootDOptions options, IAsyncDisposable? client, Deadline deadline)
    {
        FileOpening opening = new(url, navigator);
        OpenedFile open = await opening.GetAsync(deadline).ConfigureAwait(false);
        return new XRootDFile(url, options, opening, open.Status, client);
    }

    private async Task ReadAllAsync(IReadOnlyList<ByteRead> reads, Deadline deadline)
    {
        OpenedFile open = await _opening.GetAsync(deadline).ConfigureAwait(false);
        VectorLimits limits = reads.Count == 1
            ? VectorLimits.Usual
            : await open.Session.Limits.WaitAsync(deadline.Token).ConfigureAwait(false);
        // The first failure ends the others; none of them writes anywhere after it is told.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        Deadline part = deadline.Within(stop.Token);
        await Task.WhenAll(TransferPlan.Of(reads, limits).Select(async transfer =>
        {
            try
            {
                await ReadAsync(transfer, part).ConfigureAwait(false);
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        })).ConfigureAwait(false);
    }

    private async Task ReadAsync(Transfer transfer, Deadline deadline)
    {
        OpenedFile open = await _opening.GetAsync(deadline).ConfigureAwait(false);
        for (int failures = 0, violations = 0, refusals = 0; ;)
        {
            Action<Route> turn;
            ResponseBody body = transfer.Reads is not [var range] ? new VectorBody(transfer.Reads)
                : ReadsPages(open.Session) ? new PagesBody(range)
                : new RangeBody(range);
            try
            {
                Answer answer = await AskAsync(open, transfer, body, deadline.Token).ConfigureAwait(false);
                if (answer.Status == ResponseStatus.Ok)
                {
                    if (body is PagesBody pages) await RepairAsync(open, pages, deadline.Token).ConfigureAwait(false);
                    open.HasServed = true;
                    return;
                }
                if (answer.Status == ResponseStatus.Wait)
                {
                    await deadline.DelayAsync(WaitTime.Parse(answer.Text)).ConfigureAwait(false);
                    continue;
                }
                if (transfer.Reads.Count > 1 && VectorLimits.AreRefused(answer))
                {
                    await Task.WhenAll(transfer.Halves().Select(half => ReadAsync(half, deadline))).ConfigureAwait(false);
                    return;
                }
                turn = TurnAfter(answer, open);
                if (++refusals > MostRefusals) throw Navigator.Refused(answer, open.Route.Current);
            }
            catch (ConnectionLostException lost) when (lost.InnerException is not XRootDException || ++violations < MostViolations)
            {
                deadline.Note(lost, Location);
                turn = static route => route.GoBackAfterLoss();
                int before = transfer.Bytes;
                transfer = new Transfer(body.Missing);
                // The last word alone is missing; but of who does not keep to the protocol nothing is believed.
                if (transfer.Bytes == 0 && lost.InnerException is not XRootDException) return;
                if (transfer.Bytes < before) failures = 0;              // a server that gives something is no bad one
            }
            finally
            {
                Interlocked.Add(ref _verified, (body as PagesBody)?.VerifiedBytes ?? 0);
            }
            if (++failures > 1) await deadline.DelayAsync(Backoff.After(failures - 1)).ConfigureAwait(false);
            open = await ReopenAsync(open, turn, deadline).ConfigureAwait(false);
        }
    }

    // The file is opened anew: where the server sends, where the manager knows another one, or, if only the handle was wrong, right there.
    private static Action<Route> TurnAfter(Answer answer, OpenedFile open)
    {
        if (answer.Status == ResponseStatus.Redirect)
        {
            RedirectTarget target = RedirectTarget.Parse(answer.Text);
            return route => route.Follow(target);
        }
        XRootDException refusal = Navigator.Refused(answer, open.Route.Current);
        return refusal.Error == XRootDError.FileNotOpen ? static _ => { } : route => route.GoBackAfter(refusal);
    }

    // Servers come back: as long as the call has time, a file that was open is looked for.
    private async Task<OpenedFile> ReopenAsync(OpenedFile bad, Action<Route> turn, Deadline deadline)
    {
        while (true)
        {
            try
            {
                return await _opening.ReplaceAsync(bad, turn, deadline).ConfigureAwait(false);
            }
            catch (XRootDException failure) when (failure.InnerException is ConnectionLostException)
            {
                turn = static _ => { };
            }
        }
    }

    private static async Task<Answer> AskAsync(
        OpenedFile open, Transfer transfer, ResponseBody body, CancellationToken cancellationToken)
    {
        int room = await open.Session.Window.EnterAsync(transfer.Bytes, cancellationToken).ConfigureAwait(false);
        try
        {
            Request request = body switch
            {
                PagesBody => ReadRequest.OfPages(open.Handle, transfer.Reads[0], isRetry: false),
                RangeBody => ReadRequest.Of(open.Handle, transfer.Reads[0]),
                _ => ReadVectorRequest.Of(open.Handle, transfer.Reads),
            };
            return await open.Session.AskAsync(request, body, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            open.Session.Window.Leave(room);
        }
    }

    // TLS finds damage by itself.
    private bool ReadsPages(Session session) => _options.VerifyPages && session.ReadsPages && !session.IsEncrypted;

    private async Task RepairAsync(OpenedFile open, PagesBody body, CancellationToken cancellationToken)
    {
        if (body.Damaged.Count > 0) _options.Logger.PagesDamaged(body.Damaged.Count, Location);
        foreach (ByteRead page in body.Damaged) await RepairAsync(open, page, cancellationToken).ConfigureAwait(false);
    }

    private async Task RepairAsync(OpenedFile open, ByteRead page, CancellationToken cancellationToken)
    {
        for (int tries = 1; tries < MostTriesOfPage; tries++)
        {
            PagesBody body = new(page);
            Request request = ReadRequest.OfPages(open.Handle, page, isRetry: true);
            Answer answer = await open.Session.AskAsync(request, body, cancellationToken).ConfigureAwait(false);
            if (answer.Status != ResponseStatus.Ok) break;
            if (body.Damaged.Count > 0) continue;
            Interlocked.Add(ref _verified, body.VerifiedBytes);
            return;
        }
        throw new XRootDException(
            $"The page at {page.Offset} of '{_url}' arrives damaged again and again: the network, or the server, is broken.")
        { Url = Location, Server = open.Session.Endpoint.ToString(), Error = XRootDError.Checksum };
    }
}
