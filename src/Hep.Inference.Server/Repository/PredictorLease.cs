using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Server.Repository;

/// <summary>The use of a loaded version for one request: the model stays until this is disposed, whatever happens to the version.</summary>
internal sealed class PredictorLease(ServedVersion version, PredictorSlot slot, CanaryArm? arm = null) : IDisposable
{
    private int _isLetGo;
    private CanaryArm? _arm = arm;
    private volatile bool _isTaken;
    private long _ticks;

    public ServedVersion Version => version;

    public OnnxPredictor Predictor => slot.Predictor;

    /// <summary>
    /// Before a body is read that may be long in coming: within a budget of memory, the model must not keep others from being loaded
    /// meanwhile. <see cref="ResumeAsync"/> follows.
    /// </summary>
    public void Rest()
    {
        if (slot.Room.Memory.IsBounded) LetGo();
    }

    /// <summary>Goes on with the same version, loaded again where others needed its room.</summary>
    /// <exception cref="InferenceException">It was deleted or unloaded meanwhile, or there is no room for it now.</exception>
    public async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isLetGo) == 0) return;
        Taken();
        slot = await version.AcquireSlotAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _isLetGo, 0);
    }

    /// <summary>The request was read, and the version takes it: on a trial, what becomes of it from here on is its doing.</summary>
    public void Taken() => _isTaken = true;

    /// <summary>What the request holds is none that the version takes.</summary>
    public void Refused() => _isTaken = false;

    /// <summary>A part of the request, or all of it, has its predictions.</summary>
    /// <param name="elapsed">What they took.</param>
    public void Predicted(TimeSpan elapsed) => Interlocked.Add(ref _ticks, elapsed.Ticks);

    /// <summary>The answer is made: on a trial, a request that was taken and ends without one has failed.</summary>
    public void Answered()
    {
        if (_arm is not null) Interlocked.Exchange(ref _arm, null)?.CountAnswer(TimeSpan.FromTicks(Interlocked.Read(ref _ticks)));
    }

    public void Dispose()
    {
        LetGo();
        if (_arm is null || Interlocked.Exchange(ref _arm, null) is not { } counts) return;
        if (_isTaken) counts.CountFailure();
        else counts.CountRefusal();
    }

    private void LetGo()
    {
        if (Interlocked.Exchange(ref _isLetGo, 1) == 0) slot.Release();
    }
}
