using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// One session for each server and way to speak to it, made when it is first needed, and ended when nobody has needed it for a while.
/// </summary>
internal sealed class SessionPool(XRootDOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Endpoint Endpoint, string LoginToken), Place> _places = [];
    private readonly ServerTrust _trust = new(options.CertificateAuthorities);
    private readonly CancellationTokenSource _stop = new();
    private ITimer? _sweeping;
    private bool _isDisposed;

    /// <summary>The open session, or a new one.</summary>
    /// <exception cref="ConnectionLostException">The server was not reached.</exception>
    /// <exception cref="XRootDException">It wants no session with this client.</exception>
    public async Task<Session> GetAsync(Endpoint endpoint, string loginToken, CancellationToken cancellationToken)
    {
        Task<Session> session;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(XRootDClient));
            _sweeping ??= options.Time.CreateTimer(_ => EndIdle(), null, options.IdleTimeout / 2, options.IdleTimeout / 2);
            if (!_places.TryGetValue((endpoint, loginToken), out Place? place) || place.IsOver)
                _places[(endpoint, loginToken)] = place = Connect(endpoint, loginToken, place?.Lost);
            else place.Open?.Touch();
            session = place.Session;
        }
        try
        {
            return await session.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(XRootDClient));
        }
    }

    public void Dispose()
    {
        Place[] all;
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            all = [.. _places.Values];
        }
        _sweeping?.Dispose();
        _stop.Cancel();                                 // runs what waits for it, so not under the gate
        foreach (Place place in all)
            place.Session.ContinueWith(made => made.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private Place Connect(Endpoint endpoint, string loginToken, byte[]? lost)
    {
        // Not the caller's token: others may wait for the same session.
        Task<Session> made = ConnectAsync();
        // All who wait may have given up: then nobody hears of a failure, and nobody has to.
        made.ContinueWith(static failed => failed.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return new Place(made, lost);

        async Task<Session> ConnectAsync()
        {
            Session session = await SessionSetup.ConnectAsync(endpoint, loginToken, _trust, options, _stop.Token).ConfigureAwait(false);
            if (lost is not null) session.EndOther(lost);
            return session;
        }
    }

    // Under the gate nobody is given one of them meanwhile.
    private void EndIdle()
    {
        List<Session> idle = [];
        lock (_gate)
            foreach ((var server, Place place) in _places)
            {
                if (place.Open is { } open && open.IsIdle(options.IdleTimeout)) idle.Add(open);
                else if (!place.IsOver) continue;
                _places.Remove(server);
            }
        foreach (Session session in idle) session.Dispose();
    }

    /// <summary>Where the session with a server is, or will be.</summary>
    /// <param name="Session">It, when it is made.</param>
    /// <param name="Before">What the server called the one that was lost before; null: none was.</param>
    private sealed record Place(Task<Session> Session, byte[]? Before)
    {
        public Session? Open => Session.IsCompletedSuccessfully && Session.Result.IsOpen ? Session.Result : null;

        public bool IsOver => Session.IsCompleted && Open is null;

        /// <summary>What the next session has to end: this one, or if it was never made, the one before.</summary>
        public byte[]? Lost => Session.IsCompletedSuccessfully ? Session.Result.Id : Before;
    }
}
