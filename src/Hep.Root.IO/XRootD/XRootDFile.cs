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
    private const int MostTriesOfPage = 4;

    private readonly XRootDUrl _url;
    private readonly XRootDOptions _options;
    private readonly FileOpening _opening;
    private readonly IAsyncDisposable? _client;
    private long _verified;

    private XRootDFile(XRootDUrl url, XRootDOptions options, FileOpening opening, XRootDStatus status, IAsyncDisposable? client)
    {
        (_url, _options, _opening, _client) = (url, options, opening, client);
        Status = status;
    }

    /// <inheritdoc/>
    public string Location => _url.ToString();

    /// <inheritdoc/>
    public long Length => Status.Length;

    /// <summary>The file as it was when it was opened.</summary>
    public XRootDStatus Status { get; }

    /// <summary>How many bytes that were read had a checksum, which was right.</summary>
    public long VerifiedBytes => Volatile.Read(ref _verified);

    /// <inheritdoc/>
    /// <exception cref="RootException">A range does not lie in the file, or no server gives it: the inner exception says why.</exception>
    public async ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reads);
        foreach (ByteRead read in reads) SourceRange.Check(this, read);
        try
        {
            await Deadline.RunAsync(_url, _options, stop => ReadAllAsync(reads, stop), cancellationToken).ConfigureAwait(false);
        }
        catch (XRootDException failure)
        {
            throw new RootException(failure.Message, failure) { File = Location, Offset = reads.Count > 0 ? reads[0].Offset : null };
        }
    }

    /// <summary>Closes the file. A server that does not answer is not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_opening.Current is { } open)
        {
            // Sent, and not waited for: the connection, or the server, closes it anyway.
            Task closing = open.Session.AskAsync(CloseRequest.Of(open.Handle), static _ => true, CancellationToken.None);
            _ = closing.ContinueWith(static ended => ended.Exception, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        if (_client is not null) await _client.DisposeAsync().ConfigureAwait(false);
    }

    /// <param name="url">The file.</param>
    /// <param name="navigator">Finds a server that has it.</param>
    /// <param name="options">Time-outs and checks.</param>
    /// <param name="client">What to close with the file; null: nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<XRootDFile> OpenAsync(
        XRootDUrl url, Navigator navigator, XRootDOptions options, IAsyncDisposable? client, CancellationToken cancellationToken)
    {
        FileOpening opening = new(url, navigator);
        OpenedFile open = await opening.GetAsync(null, null, cancellationToken).ConfigureAwait(false);
        return new XRootDFile(url, options, opening, open.Status, client);
    }

    private async Task ReadAllAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken)
    {
        OpenedFile open = await _opening.GetAsync(null, null, cancellationToken).ConfigureAwait(false);
        VectorLimits limits = reads.Count == 1
            ? VectorLimits.Usual
            : await open.Session.Limits.WaitAsync(cancellationToken).ConfigureAwait(false);
        List<Transfer> transfers = TransferPlan.Of(reads, limits);
        if (transfers.Count == 1)
        {
            await ReadAsync(transfers[0], cancellationToken).ConfigureAwait(false);
            return;
        }
        // The first failure ends the others; none of them writes anywhere after it is told.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(transfers.Select(async transfer =>
        {
            try
            {
                await ReadAsync(transfer, stop.Token).ConfigureAwait(false);
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        })).ConfigureAwait(false);
    }

    private async Task ReadAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        OpenedFile open = await _opening.GetAsync(null, null, cancellationToken).ConfigureAwait(false);
        for (int failures = 0; ;)
        {
            XRootDException? refusal = null;
            try
            {
                Answer answer = await AskAsync(open, transfer, cancellationToken).ConfigureAwait(false);
                if (answer.Status == ResponseStatus.Ok) return;
                if (answer.Status == ResponseStatus.Wait)
                {
                    await Task.Delay(WaitTime.Parse(answer.Text), _options.Time, cancellationToken).ConfigureAwait(false);
                    continue;
                }
                // Sent on, or refused: the file is opened anew, where the manager says.
                if (answer.Status != ResponseStatus.Redirect) refusal = Navigator.Refused(answer, open.Route.Current);
                if (refusal is { Error: XRootDError.FileNotOpen }) refusal = null;
            }
            catch (ConnectionLostException lost)
            {
                _options.Logger.ServerLost(Location, lost.Message);
            }
            if (++failures > 1) await Task.Delay(Backoff.After(failures - 1), _options.Time, cancellationToken).ConfigureAwait(false);
            open = await ReopenAsync(open, refusal, cancellationToken).ConfigureAwait(false);
        }
    }

    // Servers come back: as long as the call has time, a file that was open is looked for.
    private async Task<OpenedFile> ReopenAsync(OpenedFile bad, XRootDException? refusal, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _opening.GetAsync(bad, refusal, cancellationToken).ConfigureAwait(false);
            }
            catch (XRootDException failure) when (failure.InnerException is ConnectionLostException)
            {
                refusal = null;
            }
        }
    }

    private async Task<Answer> AskAsync(OpenedFile open, Transfer transfer, CancellationToken cancellationToken)
    {
        int room = await open.Session.Window.EnterAsync(transfer.Bytes, cancellationToken).ConfigureAwait(false);
        try
        {
            if (transfer.Reads is not [var range])
                return await open.Session.AskAsync(ReadVectorRequest.Of(open.Handle, transfer.Reads), new VectorBody(transfer.Reads),
                    cancellationToken).ConfigureAwait(false);
            // TLS finds damage by itself.
            return _options.VerifyPages && open.Session.ReadsPages && !open.Session.IsEncrypted
                ? await AskForPagesAsync(open, range, cancellationToken).ConfigureAwait(false)
                : await open.Session.AskAsync(ReadRequest.Of(open.Handle, range.Offset, range.Destination.Length),
                    new RangeBody(range.Destination), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            open.Session.Window.Leave(room);
        }
    }

    private async Task<Answer> AskForPagesAsync(OpenedFile open, ByteRead range, CancellationToken cancellationToken)
    {
        PagesBody body = new(range.Offset, range.Destination);
        Request request = ReadRequest.OfPages(open.Handle, range.Offset, range.Destination.Length, isRetry: false);
        Answer answer = await open.Session.AskAsync(request, body, cancellationToken).ConfigureAwait(false);
        if (answer.Status != ResponseStatus.Ok) return answer;
        if (body.Damaged.Count > 0) _options.Logger.PagesDamaged(body.Damaged.Count, Location);
        foreach (ByteRead page in body.Damaged) await RepairAsync(open, page, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _verified, range.Destination.Length);
        return answer;
    }

    private async Task RepairAsync(OpenedFile open, ByteRead page, CancellationToken cancellationToken)
    {
        for (int tries = 1; tries < MostTriesOfPage; tries++)
        {
            PagesBody body = new(page.Offset, page.Destination);
            Request request = ReadRequest.OfPages(open.Handle, page.Offset, page.Destination.Length, isRetry: true);
            Answer answer = await open.Session.AskAsync(request, body, cancellationToken).ConfigureAwait(false);
            if (answer.Status != ResponseStatus.Ok) break;
            if (body.Damaged.Count == 0) return;
        }
        throw new XRootDException(
            $"The page at {page.Offset} of '{_url}' arrives damaged again and again: the network, or the server, is broken.")
        { Url = Location, Server = open.Session.Endpoint.ToString(), Error = XRootDError.Checksum };
    }
}
