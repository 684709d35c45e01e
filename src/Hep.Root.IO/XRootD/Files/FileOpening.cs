namespace Hep.Root.IO.XRootD;

/// <summary>
/// The open handle of a file, and a new one where the old is lost with its session: through the manager again, which knows other
/// replicas. A file that has changed meanwhile is refused.
/// </summary>
internal sealed class FileOpening(XRootDUrl url, Navigator navigator) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private OpenedFile? _open;

    /// <summary>The handle that is good now, if any.</summary>
    public OpenedFile? Current => _open is { Session.IsOpen: true } open ? open : null;

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
        await _opening.WaitAsync(deadline.Token).ConfigureAwait(false);
        try
        {
            if (Current is { } made && !ReferenceEquals(made, bad)) return made;
            OpenedFile opened = await OpenAsync(bad, turn, deadline).ConfigureAwait(false);
            if (_open is not { } before || !HasChanged(before, opened)) return _open = opened;
            opened.Session.Close(opened.Handle);
            throw new XRootDException($"'{url}' has changed while it was read: {before.Status.Length} bytes of "
                + $"{before.Status.Modified:u} before, {opened.Status.Length} of {opened.Status.Modified:u} now. Read it anew.")
            { Url = url.ToString() };
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose() => _opening.Dispose();

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

    // Replicas may have been written at different times; one server's file was not.
    private static bool HasChanged(OpenedFile before, OpenedFile now) => before.Status.Length != now.Status.Length
        || (before.Session.Endpoint == now.Session.Endpoint && before.Status.Modified != now.Status.Modified);
}
