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

    /// <summary>The open handle; a new one in place of <paramref name="bad"/>, whatever is wrong with that.</summary>
    /// <exception cref="XRootDException">No server has the file, or it has changed.</exception>
    public async Task<OpenedFile> GetAsync(OpenedFile? bad, XRootDException? refusal, CancellationToken cancellationToken)
    {
        if (Current is { } good && !ReferenceEquals(good, bad)) return good;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Current is { } made && !ReferenceEquals(made, bad)) return made;
            OpenedFile opened = await OpenAsync(bad, refusal, cancellationToken).ConfigureAwait(false);
            if (_open is { } before && (before.Status.Length != opened.Status.Length || before.Status.Modified != opened.Status.Modified))
                throw new XRootDException($"'{url}' has changed while it was read: {before.Status.Length} bytes of "
                    + $"{before.Status.Modified:u} before, {opened.Status.Length} of {opened.Status.Modified:u} now. Read it anew.")
                { Url = url.ToString() };
            return _open = opened;
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose() => _opening.Dispose();

    private async Task<OpenedFile> OpenAsync(OpenedFile? bad, XRootDException? refusal, CancellationToken cancellationToken)
    {
        Route route = bad?.Route.Again() ?? new Route(url);
        if (refusal is not null) route.GoBackAfter(refusal);
        else if (bad is not null) route.GoBackAfterLoss();
        (Session session, (FileHandle handle, XRootDStatus status)) =
            await navigator.AskAsync(route, OpenRequest.Of, OpenRequest.Parse, cancellationToken).ConfigureAwait(false);
        return new OpenedFile(session, handle, route, status);
    }
}
