using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// One call that waits for a run. Until a run takes it, it can be cancelled; from then on its tensors may be in use, and the caller is told
/// when they are not: at once where they were copied, else when the run is over, which ends early where nobody waits for it any more.
/// </summary>
/// <param name="inputs">In the model's order; they stay the caller's.</param>
/// <param name="rows">Rows of the first axis; 0 where the inputs have none in common, and the call cannot share a run.</param>
/// <param name="cancellationToken">The caller's.</param>
internal sealed class PredictionCall(Tensor[] inputs, int rows, CancellationToken cancellationToken) : IValueTaskSource<Tensor[]>
{
    /// <summary>Stands where the run of a call would that nobody waits for any more.</summary>
    private static readonly object Gone = new();

    private readonly long _arrived = Stopwatch.GetTimestamp();
    private ManualResetValueTaskSourceCore<Tensor[]> _answer = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private object? _run;   // null while it waits
    private int _answered;

    public Tensor[] Inputs => inputs;

    public int Rows => rows;

    /// <summary>The rows that its run has for it.</summary>
    public int CountedRows => Rows > 0 || Inputs.Length == 0 ? Rows : Inputs[0].RowCount;

    /// <summary>How long it waited for a run, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Waited { get; private set; }

    /// <summary>When it arrived, as <see cref="Stopwatch"/> counts.</summary>
    public long Arrived => _arrived;

    /// <summary>The run that took it; null where none did, or its caller went away.</summary>
    public SharedRun? Run => Volatile.Read(ref _run) as SharedRun;

    /// <summary>The answer, to be awaited once.</summary>
    public ValueTask<Tensor[]> Answer => new(this, _answer.Version);

    public bool IsAnswered => Volatile.Read(ref _answered) != 0;

    /// <summary>Listens to the caller's cancellation, until it is answered.</summary>
    public void Watch() => _cancellation = cancellationToken.UnsafeRegister(static o => ((PredictionCall)o!).Leave(), this);

    /// <summary>Listens no more; waits for a caller who is just leaving.</summary>
    public void StopWatching() => _cancellation.Dispose();

    /// <summary>True for one run; false where the caller went away before.</summary>
    public bool TryTake(SharedRun run)
    {
        if (Interlocked.CompareExchange(ref _run, run, null) is not null) return false;
        Waited = Stopwatch.GetTimestamp() - _arrived;
        return true;
    }

    /// <summary>Hands it over to another run, after one that failed; false where the caller went away.</summary>
    public bool TryMove(SharedRun from, SharedRun to) => Interlocked.CompareExchange(ref _run, to, from) == from;

    /// <summary>Whether both can be rows of one run.</summary>
    public bool CanJoin(PredictionCall other)
    {
        for (int i = 0; i < Inputs.Length; i++)
            if (!Inputs[i].IsAlike(other.Inputs[i])) return false;
        return true;
    }

    /// <summary>Hands the outputs over to the caller, if there still is one.</summary>
    /// <param name="outputs">Its own.</param>
    /// <param name="here">Whether the caller goes on before this returns, on this thread.</param>
    public void Complete(Tensor[] outputs, bool here)
    {
        StopWatching();
        if (_run != Gone && Interlocked.Exchange(ref _answered, 1) == 0)
        {
            _answer.RunContinuationsAsynchronously = !here;
            _answer.SetResult(outputs);
            return;
        }
        foreach (Tensor output in outputs) output.Dispose();
        Cancel();
    }

    public void Fail(Exception why)
    {
        StopWatching();
        if (_run == Gone || why is OperationCanceledException) Cancel();
        else if (Interlocked.Exchange(ref _answered, 1) == 0) _answer.SetException(why);
    }

    /// <summary>Tells the caller that it was cancelled: its tensors are not in use any more.</summary>
    public void Cancel()
    {
        if (Interlocked.Exchange(ref _answered, 1) == 0) _answer.SetException(new TaskCanceledException(null, null, cancellationToken));
    }

    Tensor[] IValueTaskSource<Tensor[]>.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Tensor[]>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<Tensor[]>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    private void Leave()
    {
        if (Interlocked.Exchange(ref _run, Gone) is SharedRun run) run.Leave(this);
        else Cancel();
    }
}
