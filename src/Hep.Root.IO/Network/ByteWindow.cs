namespace Hep.Root.IO.Network;

/// <summary>How many bytes may be on their way at once; who asks for more waits, first come first served.</summary>
internal sealed class ByteWindow(int bytes)
{
    private readonly int _whole = bytes;
    private readonly Lock _gate = new();
    private readonly LinkedList<(int Bytes, TaskCompletionSource Go)> _waiting = [];
    private int _free = bytes;

    /// <summary>Waits for room. More than the window holds goes alone.</summary>
    public async ValueTask<int> EnterAsync(int asked, CancellationToken cancellationToken)
    {
        int taken = Math.Min(asked, _whole);
        LinkedListNode<(int, TaskCompletionSource Go)> place;
        lock (_gate)
        {
            if (_waiting.Count == 0 && taken <= _free)
            {
                _free -= taken;
                return taken;
            }
            place = _waiting.AddLast((taken, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
        try
        {
            await place.Value.Go.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return taken;
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (place.List is not null) _waiting.Remove(place);
                else _free += taken;                                    // it was let in at the same moment
                LetIn();
            }
            throw;
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Leave(int taken)
    {
        lock (_gate)
        {
            _free += taken;
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_waiting.First is { } next && next.Value.Bytes <= _free)
        {
            _free -= next.Value.Bytes;
            _waiting.RemoveFirst();
            next.Value.Go.SetResult();
        }
    }
}
