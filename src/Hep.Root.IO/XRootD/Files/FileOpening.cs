using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// The open handle of a file, and a new one where the old is lost with its session: through the manager again, which knows other
/// replicas. A file that has changed meanwhile is refused.
/// </summary>
internal sealed class FileOpening(XRootDUrl url, Navigator navigator)
{
    // One opening at a time. Unlike a semaphore it owns nothing that would have to be disposed, while calls still come to their end.
    private readonly ByteWindow _turn = new(1);
    private readonly Lock _gate = new();
    private OpenedFile? _open;
    private bool _isClosed;

    private OpenedFile? Current => _open is { Session.IsOpen: true } open ? open : null;

    /// <summary>The open handle; the file is opened where there is none.</summary>
    /// <exception cref="XRootDException">No server has the file, or it has changed.</exception>
    public Task<OpenedFile> GetAsync(Deadline deadline) => ReplaceAsync(null, static _ => { }, deadline);

    /// <summary>A handle in place of another one.</summary>
    /// <param name="bad">That one, whatever is wrong with it.</param>
    /// <param name="turn">Where the way goes from there.</param>
    /// <param name="deadline">How long to try.</param>
    /// <exception cref="XRootDException">No server has the file, or it has changed.</exception>
    public async Task<OpenedFile> ReplaceAsync(OpenedFile? bad, Action<Route> turn, Deadline deadline)
    {
        if (Current is { } good && !ReferenceEquals(good, bad)) return good;
        int taken = await _turn.EnterAsync(1, deadline.Token).ConfigureAwait(false);
        try
        {
            if (Current is { } made && !ReferenceEquals(made, bad)) return made;
            OpenedFile opened = await OpenAsync(bad, turn, deadline).ConfigureAwait(false);
            Keep(opened);
            return opened;
        }
        finally
        {
            _turn.Leave(taken);
        }
    }

    /// <summary>Closes the handle, and whichever is still on its way.</summary>
    public void Close()
    {
        OpenedFile? open;
        lock (_gate) (open, _isClosed) = (_open, true);
        open?.Close();
    }

    private void Keep(OpenedFile opened)
    {
        OpenedFile? before;
        bool isClosed, hasChanged;
        lock (_gate)
        {
            (before, isClosed) = (_open, _isClosed);
            hasChanged = before is not null && opened.Differs(before);
            if (!isClosed && !hasChanged) _open = opened;
        }
        if (isClosed || hasChanged) opened.Close();
        else before?.Close();                           // its server may be well, and would keep it
        ObjectDisposedException.ThrowIf(isClosed, typeof(XRootDFile));
        if (hasChanged)
            throw new XRootDException($"'{url}' has changed while it was read: {before!.Status.Length} bytes of "
                + $"{before.Status.Modified:u} before, {opened.Status.Length} of {opened.Status.Modified:u} now. Read it anew.")
            { Url = url.ToString() };
    }

    private async Task<OpenedFile> OpenAsync(OpenedFile? bad, Action<Route> turn, Deadline deadline)
    {
        Route route = bad?.Route.Again(isFresh: bad.HasServed) ?? new Route(url);
        turn(route);
        (Session session, (FileHandle handle, XRootDStatus status)) = await navigator.AskAsync(
            route, (server, path) => AskAsync(server, path, deadline.Token), deadline).ConfigureAwait(false);
        return new OpenedFile(session, handle, route, status);
    }

    // Who gives up does not hear of the handle, which would stay open in the server: it is closed when it comes.
    private static async Task<(Answer Answer, (FileHandle Handle, XRootDStatus Status) Result)> AskAsync(
        Session server, string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<(Answer Answer, (FileHandle Handle, XRootDStatus Status) Result)> asked =
            server.AskAsync(OpenRequest.Of(path), OpenRequest.Parse, CancellationToken.None);
        try
        {
            return await asked.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = asked.ContinueWith(
                late =>
                {
                    if (late.IsFaulted) _ = late.Exception;
                    else if (late.Result.Answer.Status == ResponseStatus.Ok) server.Close(late.Result.Result.Handle);
                },
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }
}
