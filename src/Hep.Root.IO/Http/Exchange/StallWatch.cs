namespace Hep.Root.IO.Http;

/// <summary>Ends a request whose server sends nothing for too long.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stalled;
    private readonly CancellationTokenSource _either;

    public StallWatch(HttpFileOptions options, CancellationToken cancellationToken)
    {
        _patience = options.StallTimeout;
        _caller = cancellationToken;
        _stalled = new CancellationTokenSource(_patience, options.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stalled.Token, cancellationToken);
    }

    /// <summary>Ends what goes on when the caller gives up or patience is over.</summary>
    public CancellationToken Token => _either.Token;

    public TimeSpan Patience => _patience;

    /// <summary>Whether the caller gave up, rather than the server.</summary>
    public bool IsCallerGone => _caller.IsCancellationRequested;

    public CancellationToken Caller => _caller;

    /// <summary>Something came: patience begins anew.</summary>
    public void Restart() => _stalled.CancelAfter(_patience);

    public void Dispose()
    {
        _either.Dispose();
        _stalled.Dispose();
    }
}
