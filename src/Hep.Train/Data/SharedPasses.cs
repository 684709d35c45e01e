using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// Passes that several engines take together: a pass begins when all that still train have come for it, is read once, and each gets every
/// batch as a handle of its own. The slowest sets the pace. All come for the same passes in the same order, until they leave.
/// </summary>
/// <param name="passes">Where the batches come from.</param>
/// <param name="engines">How many engines there are; each leaves once, however it ends.</param>
internal sealed class SharedPasses(IPasses passes, int engines) : IPasses
{
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource<IAsyncEnumerable<PaddedBatch>>> _waiting = [];
    private int _training = engines;
    private Func<IAsyncEnumerable<PaddedBatch>>? _next;

    /// <summary>No: all come for the same passes in the same order, and none for what it may not need.</summary>
    public bool ReadAhead => false;

    /// <summary>A pass is read from its beginning: several engines have no checkpoints.</summary>
    public IAsyncEnumerable<PlacedBatch<PaddedBatch>> ReadTrainingAsync(
        int epoch, BatchPosition? from, CancellationToken cancellationToken) =>
        PaddedStreams.CountAsync(
            _ => JoinAsync(() => passes.ReadTrainingAsync(epoch, null, CancellationToken.None).Batches(), cancellationToken),
            from, cancellationToken);

    public IAsyncEnumerable<PaddedBatch> ReadValidationAsync(CancellationToken cancellationToken) =>
        JoinAsync(() => passes.ReadValidationAsync(CancellationToken.None), cancellationToken);

    /// <summary>An engine needs no more passes: the others do not wait for it.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _training--;
            BeginIfComplete();
        }
    }

    // Waiting is not cancelled by itself: whoever ends leaves, so that all others go on, and each that came reads, if only to stop at once.
    private async IAsyncEnumerable<PaddedBatch> JoinAsync(
        Func<IAsyncEnumerable<PaddedBatch>> pass, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TaskCompletionSource<IAsyncEnumerable<PaddedBatch>> begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _next ??= pass;
            _waiting.Add(begun);
            BeginIfComplete();
        }
        IAsyncEnumerable<PaddedBatch> own = await begun.Task.ConfigureAwait(false);
        await foreach (PaddedBatch batch in own.WithCancellation(cancellationToken).ConfigureAwait(false)) yield return batch;
    }

    private void BeginIfComplete()
    {
        if (_waiting.Count == 0 || _waiting.Count < _training) return;
        Broadcasting<PaddedBatch> hub = new(_next!(), _waiting.Count, ahead: 1, batch => batch.Share());
        foreach ((int i, TaskCompletionSource<IAsyncEnumerable<PaddedBatch>> begun) in _waiting.Index()) begun.SetResult(hub.For(i));
        _waiting.Clear();
        _next = null;
    }
}
