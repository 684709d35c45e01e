namespace Hep.Inference.Server.Repository;

/// <summary>
/// The memory that loaded models take. Within a budget, what was asked longest ago is let go of when another model needs the room; what
/// runs is never stopped for it: its requests are served first, and who needs the room waits, in the order of coming. What was let go of
/// is loaded again by its next request.
/// </summary>
/// <param name="budget">Bytes; null: no bound.</param>
internal sealed class ModelMemory(long? budget) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _next = new(1);
    private readonly List<ModelRoom> _rooms = [];
    private long _used, _leaving;
    private TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bytes that loaded models take, as far as that is known.</summary>
    public long Used
    {
        get
        {
            lock (_lock) return _used;
        }
    }

    /// <summary>Whether a model could be loaded without another one being let go of.</summary>
    public bool HasRoomFor(long bytes) => budget is null || bytes <= budget - Used;

    /// <summary>Room for a model that is about to be loaded.</summary>
    /// <param name="model">Which, for messages.</param>
    /// <param name="bytes">What it will take at least.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InferenceException">It is larger than the budget.</exception>
    public async Task<ModelRoom> TakeAsync(ModelVersion model, long bytes, CancellationToken cancellationToken)
    {
        CheckSize(model, bytes);
        await _next.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                Task freed;
                lock (_lock)
                {
                    if (budget is null || bytes <= budget - _used) return Add(model, bytes);
                    LetGo(_used + bytes);
                    freed = _freed.Task;
                }
                await freed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _next.Release();
        }
    }

    /// <summary>Says what a model takes now that it is loaded; others are let go of where that is more than was thought.</summary>
    /// <exception cref="InferenceException">It is larger than the budget.</exception>
    public void Settle(ModelRoom room, long bytes)
    {
        CheckSize(room.Model, bytes);
        lock (_lock)
        {
            _used += bytes - room.Bytes;
            room.Bytes = bytes;
            LetGo(_used);
        }
    }

    /// <summary>A model is gone.</summary>
    public void Free(ModelRoom room)
    {
        TaskCompletionSource freed;
        lock (_lock)
        {
            if (!_rooms.Remove(room)) return;
            _used -= room.Bytes;
            if (room.IsLeaving) _leaving -= room.Bytes;
            freed = _freed;
            _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        freed.SetResult();
    }

    public void Dispose() => _next.Dispose();

    private ModelRoom Add(ModelVersion model, long bytes)
    {
        ModelRoom room = new(this, model, bytes);
        _rooms.Add(room);
        _used += bytes;
        return room;
    }

    /// <summary>Has models go, the one that was asked longest ago first, until what is left will be within the budget.</summary>
    private void LetGo(long wanted)
    {
        while (budget is { } most && wanted - _leaving > most)
        {
            ModelRoom? oldest = _rooms.Where(r => r is { IsLeaving: false, Owner: not null }).MinBy(r => r.Owner!.LastAsked);
            if (oldest is null) return;   // others are being loaded or checked: one of them goes when it is
            oldest.IsLeaving = true;
            _leaving += oldest.Bytes;
            oldest.Owner!.Unload();
        }
    }

    private void CheckSize(ModelVersion model, long bytes)
    {
        if (bytes > budget)
            throw new InferenceException(InferenceFailure.TooLarge,
                $"Version {model.Version} of the model '{model.Name}' takes {bytes} bytes of memory, more than the {budget} that the "
                    + "service has for models (memory_bytes, --memory).") { Model = model.Name };
    }
}

/// <summary>The memory of one loaded model. Disposed when the model is gone.</summary>
internal sealed class ModelRoom(ModelMemory memory, ModelVersion model, long bytes) : IDisposable
{
    public ModelVersion Model => model;

    public long Bytes { get; set; } = bytes;

    /// <summary>The version that can be told to let go of it; null while it is loaded and checked.</summary>
    public ServedVersion? Owner { get; set; }

    public bool IsLeaving { get; set; }

    public void Dispose() => memory.Free(this);
}
