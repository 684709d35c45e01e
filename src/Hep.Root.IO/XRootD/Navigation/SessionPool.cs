using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>One session for each server and way to speak to it, made when it is first needed.</summary>
internal sealed class SessionPool(XRootDOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Endpoint, string LoginToken), Task<Session>> _sessions = [];
    private readonly ServerTrust _trust = new(options.CertificateAuthorities);
    private readonly CancellationTokenSource _stop = new();
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
            if (!_sessions.TryGetValue((endpoint, loginToken), out session!) || IsOver(session))
                // Not the caller's token: others may wait for the same session.
                _sessions[(endpoint, loginToken)] = session = ConnectAsync(endpoint, loginToken);
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
        Task<Session>[] all;
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            all = [.. _sessions.Values];
        }
        _stop.Cancel();                                 // runs what waits for it, so not under the gate
        foreach (Task<Session> session in all)
            session.ContinueWith(made => made.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private Task<Session> ConnectAsync(Endpoint endpoint, string loginToken)
    {
        Task<Session> made = SessionSetup.ConnectAsync(endpoint, loginToken, _trust, options, _stop.Token);
        // All who wait may have given up: then nobody hears of a failure, and nobody has to.
        made.ContinueWith(static failed => failed.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return made;
    }

    private static bool IsOver(Task<Session> session) =>
        session.IsCompleted && (!session.IsCompletedSuccessfully || !session.Result.IsOpen);
}
