namespace Hep.Inference.OnnxRuntime;

/// <summary>Tells a run when all of its callers have gone away, so that it ends for nobody.</summary>
internal sealed class CallersGone : IDisposable
{
    private readonly CancellationTokenSource _all = new();
    private readonly CancellationTokenRegistration[] _callers;
    private int _waiting;

    public CallersGone(IReadOnlyList<PredictionCall> calls)
    {
        _waiting = calls.Count;
        _callers = new CancellationTokenRegistration[calls.Count];
        for (int i = 0; i < calls.Count; i++)
            _callers[i] = calls[i].CancellationToken.UnsafeRegister(static o => ((CallersGone)o!).Leave(), this);
    }

    public CancellationToken Token => _all.Token;

    public void Dispose()
    {
        foreach (CancellationTokenRegistration caller in _callers) caller.Dispose();   // waits for one that is just leaving
        _all.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _waiting) == 0) _all.Cancel();
    }
}
