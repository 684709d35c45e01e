using System.Diagnostics;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// One call that waits for a worker. Until a worker takes it, it can be cancelled; from then on its tensors are in use and the
/// caller is told only when the run is over, which ends early where nobody waits for it any more.
/// </summary>
/// <param name="inputs">In the model's order; they stay the caller's.</param>
/// <param name="rows">Rows of the first axis; 0 where the inputs have none in common, and the call cannot share a run.</param>
/// <param name="cancellationToken">The caller's.</param>
internal sealed class PredictionCall(IReadOnlyList<Tensor> inputs, int rows, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<Tensor[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _arrived = Stopwatch.GetTimestamp();
    private CancellationTokenRegistration _cancellation;
    private int _taken;

    public IReadOnlyList<Tensor> Inputs => inputs;

    public int Rows => rows;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The rows that its run has for it.</summary>
    public int CountedRows => Rows > 0 || Inputs.Count == 0 ? Rows : Inputs[0].RowCount;

    /// <summary>How long it waited for a worker, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Waited { get; private set; }

    public Task<Tensor[]> Completion => _completion.Task;

    /// <summary>Listens to the caller's cancellation while it waits.</summary>
    public void Watch() => _cancellation = cancellationToken.UnsafeRegister(static o => ((PredictionCall)o!).Cancel(), this);

    /// <summary>True for the worker, once; false where the caller went away before.</summary>
    public bool TryTake()
    {
        if (Interlocked.Exchange(ref _taken, 1) != 0) return false;
        _cancellation.Unregister();
        Waited = Stopwatch.GetTimestamp() - _arrived;
        return true;
    }

    /// <summary>Whether both can be rows of one run.</summary>
    public bool CanJoin(PredictionCall other)
    {
        for (int i = 0; i < Inputs.Count; i++)
            if (!Inputs[i].IsAlike(other.Inputs[i])) return false;
        return true;
    }

    /// <summary>Hands the outputs over to the caller.</summary>
    public void Complete(Tensor[] outputs) => _completion.SetResult(outputs);

    public void Fail(Exception why)
    {
        if (why is OperationCanceledException) _completion.TrySetCanceled(cancellationToken);
        else _completion.TrySetException(why);
    }

    private void Cancel()
    {
        if (Interlocked.Exchange(ref _taken, 1) == 0) _completion.SetCanceled(cancellationToken);
    }
}
