using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>One session for each server and way to speak to it, made when it is first needed.</summary>
internal sealed class SessionPool(XRootDOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Endpoint, string LoginToken), Task<Session>> _sessions = [];
    private readonly ServerTrust _trust = new(options.CertificateAuthorities);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The open session, or a new one.</summary>
    /// <exception cref="ConnectionLostException">The server was not reached.</exception>
    /// <exception cref="XRootDException">It wants no session with this client.</exception>
    public async Task<Session> GetAsync(Endpoint endpoint, string loginToken, CancellationToken cancellationToken)
    {
        Task<Session> session;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (!_sessions.TryGetValue((endpoint, loginToken), out session!) || IsOver(session))
                // Not the caller's token: others may wait for the same session.
                _sessions[(endpoint, loginToken)] = session = SessionSetup.ConnectAsync(endpoint, loginToken, _trust, options, _stop.Token);
        }
        return await session.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Task<Session>[] all;
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return;
            _stop.Cancel();
            all = [.. _sessions.Values];
        }
        foreach (Task<Session> session in all)
            session.ContinueWith(made => made.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static bool IsOver(Task<Session> session) =>
        session.IsCompleted && (!session.IsCompletedSuccessfully || !session.Result.IsOpen);
}
