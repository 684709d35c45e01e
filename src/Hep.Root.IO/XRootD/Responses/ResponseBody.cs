namespace Hep.Root.IO.XRootD;

/// <summary>
/// Takes the parts of one response, in order, as they come in. Whoever asked may give up at any time: then nothing is written into their
/// memory any more, and the rest is passed over.
/// </summary>
internal abstract class ResponseBody
{
    private readonly Lock _gate = new();
    private bool _isWriting;
    private TaskCompletionSource? _abandoned;

    private bool IsAbandoned
    {
        get
        {
            lock (_gate) return _abandoned is not null;
        }
    }

    /// <summary>Takes one part.</summary>
    /// <param name="part">Its bytes.</param>
    /// <param name="pages">For a response with checksums where in the file the part begins; else null.</param>
    /// <exception cref="XRootDException">It is not what was asked for.</exception>
    public async ValueTask TakeAsync(FrameBody part, long? pages)
    {
        if (IsAbandoned)
        {
            await part.SkipAsync(part.Remaining).ConfigureAwait(false);
            return;
        }
        if (pages is { } offset) await TakePagesAsync(part, offset).ConfigureAwait(false);
        else await TakePlainAsync(part).ConfigureAwait(false);
        if (part.Remaining > 0) await part.SkipAsync(part.Remaining).ConfigureAwait(false);
    }

    /// <summary>The response is complete.</summary>
    /// <exception cref="XRootDException">It is too short.</exception>
    public abstract void Complete();

    /// <summary>
    /// What has not come, where the connection broke in the middle: so that whatever is asked again is less each time, however short
    /// connections live.
    /// </summary>
    public virtual IReadOnlyList<ByteRead> Missing => [];

    /// <summary>Nothing is written after this task has ended.</summary>
    public Task AbandonAsync()
    {
        lock (_gate)
        {
            _abandoned ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isWriting) _abandoned.TrySetResult();
            return _abandoned.Task;
        }
    }

    /// <summary>Takes a part without checksums.</summary>
    protected abstract ValueTask TakePlainAsync(FrameBody part);

    /// <summary>Takes a part in which each page has its checksum.</summary>
    protected virtual ValueTask TakePagesAsync(FrameBody part, long offset) =>
        throw new XRootDException("The server answered with checksums of pages where none were asked for.");

    /// <summary>Bytes have come into their place, and are in the processor's cache.</summary>
    protected virtual void Written(ReadOnlySpan<byte> bytes) { }

    /// <summary>
    /// Fills a destination from the part. False where who asked has given up: then it is not filled, and nothing may count as if it were.
    /// </summary>
    protected async ValueTask<bool> FillAsync(FrameBody part, Memory<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = await ReadAsync(part, destination).ConfigureAwait(false);
            if (read == 0) return false;
            destination = destination[read..];
        }
        return true;
    }

    /// <summary>Reads at least one byte of a part that has one; none where who asked has given up.</summary>
    protected async ValueTask<int> ReadAsync(FrameBody part, Memory<byte> destination)
    {
        if (!BeginWriting()) return 0;
        try
        {
            int read = await part.ReadAsync(destination).ConfigureAwait(false);
            Written(destination.Span[..read]);
            return read;
        }
        finally
        {
            EndWriting();
        }
    }

    private bool BeginWriting()
    {
        lock (_gate) return _isWriting = _abandoned is null;
    }

    private void EndWriting()
    {
        lock (_gate)
        {
            _isWriting = false;
            _abandoned?.TrySetResult();
        }
    }
}
