namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// Files whose steps are all planned and not all fetched: they are closed when nobody needs them, and the next is opened before.
/// </summary>
internal sealed class LeftFiles : IAsyncDisposable
{
    private readonly Queue<(IAsyncDisposable File, TreeSteps? Steps)> _files = [];

    /// <summary>Leaves a file, which is closed later.</summary>
    public void Leave(IAsyncDisposable file, TreeSteps? steps) => _files.Enqueue((file, steps));

    /// <summary>Leaves a file, and closes those that were left before and are fetched.</summary>
    public async ValueTask LeaveAsync(IAsyncDisposable file, TreeSteps? steps)
    {
        Leave(file, steps);
        while (_files.TryPeek(out var first) && first.Steps?.WhenFetched.IsCompleted != false) await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the rest and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_files.Count == 0) return;
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);         // the others too, whatever became of this one
        }
    }

    private async ValueTask CloseAsync()
    {
        (IAsyncDisposable file, TreeSteps? steps) = _files.Dequeue();
        if (steps is not null) await steps.WhenFetched.ConfigureAwait(false);
        await file.DisposeAsync().ConfigureAwait(false);
    }
}
