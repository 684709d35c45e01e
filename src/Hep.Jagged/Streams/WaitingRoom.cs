namespace Hep.Jagged;

/// <summary>Room for what waits to be taken, between one that brings and one that takes.</summary>
/// <param name="limit">What the sizes of all that waits add up to at most; a single one may be larger.</param>
internal sealed class WaitingRoom(long limit)
{
    private readonly Lock _lock = new();
    private long _occupied;
    private TaskCompletionSource? _change;

    /// <summary>Waits until there is room, and takes it.</summary>
    public async ValueTask EnterAsync(long size, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (_lock)
            {
                if (_occupied == 0 || size <= limit - _occupied)
                {
                    _occupied += size;
                    return;
                }
                _change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                change = _change.Task;
            }
            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives room back.</summary>
    public void Leave(long size)
    {
        TaskCompletionSource? change;
        lock (_lock)
        {
            _occupied -= size;
            change = _change;
            _change = null;
        }
        change?.TrySetResult();
    }
}
