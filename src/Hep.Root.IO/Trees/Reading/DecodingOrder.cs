namespace Hep.Root.IO.Trees.Reading;

/// <summary>Keeps what several threads do for one branch in the order in which it was planned.</summary>
internal sealed class DecodingOrder
{
    private readonly Lock _lock = new();
    private Dictionary<int, TaskCompletionSource>? _waiting;    // few ever wait
    private int _planned;
    private int _done;

    /// <summary>The turn of the next thing to do; called while planning, which is one after the other anyway.</summary>
    public int Plan() => _planned++;

    /// <summary>Waits for a turn: for others that were taken before, and end whatever happens to them.</summary>
    public ValueTask EnterAsync(int turn)
    {
        if (Volatile.Read(ref _done) == turn) return ValueTask.CompletedTask;
        lock (_lock)
        {
            if (_done == turn) return ValueTask.CompletedTask;
            TaskCompletionSource come = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiting ??= []).Add(turn, come);
            return new ValueTask(come.Task);
        }
    }

    /// <summary>Ends a turn.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _done++;
            if (_waiting?.Remove(_done, out TaskCompletionSource? next) == true) next.SetResult();
        }
    }
}
