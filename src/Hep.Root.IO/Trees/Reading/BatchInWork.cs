using Hep.Jagged;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>A batch whose steps are decoded by several threads: who ends the last one completes it.</summary>
/// <param name="draft">The batch.</param>
/// <param name="index">Its place in the stream.</param>
/// <param name="failures">Those of the whole stream.</param>
internal sealed class BatchInWork(BatchDraft draft, int index, FirstFailure failures)
{
    private readonly TaskCompletionSource<EntryBatch> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = 1;                              // the planning of its steps

    public BatchDraft Draft { get; } = draft;

    public Task<EntryBatch> Completed => _completed.Task;

    /// <summary>
    /// Whether nothing more of it need be read: it failed, or one before it did, whose failure is all that the reader gets to see.
    /// </summary>
    public bool IsAbandoned => index >= failures.Index;

    /// <summary>A step was planned.</summary>
    public void Add() => Interlocked.Increment(ref _open);

    /// <summary>The batch cannot be read. Nobody has to ask why: the reader may leave before, or meet another batch's failure.</summary>
    public void Fail(Exception failure)
    {
        failures.Note(index);
        _completed.TrySetException(failure);
        _ = _completed.Task.Exception;
    }

    /// <summary>A step is done, and with it the planning where it was the last.</summary>
    public void Finish(bool endsBatch)
    {
        if (Interlocked.Add(ref _open, endsBatch ? -2 : -1) > 0) return;
        try
        {
            if (IsAbandoned) Abandon();
            else _completed.TrySetResult(Draft.Complete());
        }
        catch (Exception failure)
        {
            Fail(failure);
            Draft.Dispose();
        }
    }

    private void Abandon()
    {
        Draft.Dispose();
        _completed.TrySetCanceled();
    }
}

/// <summary>The first batch of a stream that failed: those before it are given out, those behind it are not.</summary>
internal sealed class FirstFailure
{
    private int _index = int.MaxValue;

    public int Index => Volatile.Read(ref _index);

    public void Note(int index)
    {
        for (int known = Index; index < known; known = Index)
            if (Interlocked.CompareExchange(ref _index, index, known) == known) return;
    }
}
