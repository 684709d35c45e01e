using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// A loaded model, its memory, and those who use it. When its owner has retired it and the last user is gone, it is let go of.
/// </summary>
internal sealed class PredictorSlot(OnnxPredictor predictor, ModelRoom room, ModelExecution execution)
{
    private int _users = 1;   // the owner

    public OnnxPredictor Predictor => predictor;

    public ModelRoom Room => room;

    /// <summary>How the model is run, over what the service has for every model.</summary>
    public ModelExecution Execution => execution;

    public bool IsInUse => Volatile.Read(ref _users) > 0;

    /// <summary>One user more; false once nobody uses it any more.</summary>
    public bool TryAcquire()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users) return true;
            users = seen;
        }
        return false;
    }

    /// <summary>One user, or the owner, less. Nobody waits for the model to go: it has no calls any more.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0) _ = GoAsync();
    }

    private async Task GoAsync()
    {
        await predictor.DisposeAsync().ConfigureAwait(false);
        room.Dispose();
    }
}
