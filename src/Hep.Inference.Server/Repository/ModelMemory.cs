namespace Hep.Inference.Server.Repository;

/// <summary>
/// The memory that loaded models take. Within a budget, what was asked longest ago is let go of when another model needs the room; what
/// runs is never stopped for it: its requests are served first, and who needs the room waits, in the order of coming, except that a model
/// that does not keep the first one waiting may pass. What was let go of is loaded again by its next request.
/// </summary>
/// <param name="budget">Bytes; null: no bound.</param>
/// <param name="longestWait">For room; null: <see cref="LongestWait"/>.</param>
internal sealed class ModelMemory(long? budget, TimeSpan? longestWait = null) : IDisposable
{
    /// <summary>For which a model waits for room, before whoever wants it is told to come again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(5);

    // Taken inside the lock of a version, never around it: what goes is told so when this lock is free again.
    private readonly Lock _lock = new();
    private readonly List<ModelRoom> _rooms = [];
    private readonly List<Waiting> _waiting = [];   // in the order of coming
    private long _used, _leaving;
    private bool _isClosed;

    /// <summary>Bytes that loaded models take, as far as that is known.</summary>
    public long Used
    {
        get
        {
            lock (_lock) return _used;
        }
    }

    public bool IsBounded => budget is not null;

    /// <summary>Whether a model could be loaded without another one being let go of, or kept waiting.</summary>
    public bool HasRoomFor(long bytes)
    {
        lock (_lock) return _waiting.Count == 0 && Fits(bytes);
    }

    /// <summary>Room for a model that is about to be loaded, where that is free and nobody waits.</summary>
    public ModelRoom? TryTake(ModelVersion model, long bytes)
    {
        lock (_lock) return _waiting.Count == 0 && Fits(bytes) ? Add(model, bytes) : null;
    }

    /// <summary>Room for a model that is about to be loaded. Who holds room without an owner must not wait for more.</summary>
    /// <param name="model">Which, for messages.</param>
    /// <param name="bytes">What it will take at least.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InferenceException">It is larger than the budget, or the room did not become free in time.</exception>
    public async Task<ModelRoom> TakeAsync(ModelVersion model, long bytes, CancellationToken cancellationToken)
    {
        CheckSize(model, bytes);
        Waiting waiting = new(model, bytes);
        lock (_lock)
        {
            if (_isClosed) throw Closed(model);
            _waiting.Add(waiting);
        }
        Relieve();
        try
        {
            return await waiting.Room.Task.WaitAsync(longestWait ?? LongestWait, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            GiveUp(waiting);
            throw new InferenceException(InferenceFailure.Overloaded,
                $"There is no room for version {model.Version} of the model '{model.Name}' now: requests that run take the memory "
                    + "that the service has for models (memory_bytes, --memory). Ask again later.", e)
            {
                Model = model.Name,
                RetryAfter = ComeAgain,
            };
        }
        catch
        {
            GiveUp(waiting);
            throw;
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
        }
        Relieve();
    }

    /// <summary>Says who lets go of a model when its room is needed; <see cref="Relieve"/> is to follow.</summary>
    public void Own(ModelRoom room, ServedVersion owner)
    {
        lock (_lock) room.Owner = owner;
    }

    /// <summary>A model goes when its last request is served.</summary>
    public void Leave(ModelRoom room)
    {
        lock (_lock)
        {
            if (room.IsLeaving || !_rooms.Contains(room)) return;
            room.IsLeaving = true;
            _leaving += room.Bytes;
        }
    }

    /// <summary>A model is gone.</summary>
    public void Free(ModelRoom room)
    {
        lock (_lock)
        {
            if (!_rooms.Remove(room)) return;
            _used -= room.Bytes;
            if (room.IsLeaving) _leaving -= room.Bytes;
        }
        Relieve();
    }

    /// <summary>Gives room to those who wait, as far as there is any, and has models go for the first one that still waits.</summary>
    public void Relieve()
    {
        List<ModelRoom> going = [];
        lock (_lock)
        {
            Give();
            LetGo(going);
        }
        foreach (ModelRoom room in going) room.Owner!.Unload(room);
    }

    /// <summary>Nobody waits for room any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (Waiting waiting in _waiting) waiting.Room.SetException(Closed(waiting.Model));
            _waiting.Clear();
        }
    }

    private bool Fits(long bytes) => budget is null || bytes <= budget - _used;

    private ModelRoom Add(ModelVersion model, long bytes)
    {
        ModelRoom room = new(this, model, bytes);
        _rooms.Add(room);
        _used += bytes;
        return room;
    }

    private void Give()
    {
        for (int i = 0; i < _waiting.Count;)
        {
            Waiting next = _waiting[i];
            // behind the first one: what leaves nevertheless room for it
            if (Fits(next.Bytes) && (i == 0 || next.Bytes + _waiting[0].Bytes <= budget - _used + _leaving))
            {
                _waiting.RemoveAt(i);
                next.Room.SetResult(Add(next.Model, next.Bytes));
            }
            else
            {
                i++;
            }
        }
    }

    /// <summary>Chooses models to go, the one that was asked longest ago first, until what is left will be within the budget.</summary>
    private void LetGo(List<ModelRoom> going)
    {
        long wanted = _used + (_waiting.Count > 0 ? _waiting[0].Bytes : 0);
        while (wanted - _leaving > budget)
        {
            ModelRoom? oldest = _rooms.Where(r => r is { IsLeaving: false, Owner: not null }).MinBy(r => r.Owner!.LastAsked);
            if (oldest is null) return;   // others are being loaded or checked: one of them goes when it is owned
            oldest.IsLeaving = true;
            _leaving += oldest.Bytes;
            going.Add(oldest);
        }
    }

    private void GiveUp(Waiting waiting)
    {
        bool waits;
        lock (_lock) waits = _waiting.Remove(waiting);
        if (waits) Relieve();   // those behind it
        else if (waiting.Room.Task.IsCompletedSuccessfully) waiting.Room.Task.Result.Dispose();   // it came too late
    }

    private void CheckSize(ModelVersion model, long bytes)
    {
        if (bytes > budget)
            throw new InferenceException(InferenceFailure.TooLarge,
                $"Version {model.Version} of the model '{model.Name}' takes {bytes} bytes of memory, more than the {budget} that the "
                    + "service has for models (memory_bytes, --memory).") { Model = model.Name };
    }

    private static InferenceException Closed(ModelVersion model) =>
        new(InferenceFailure.Unavailable, "The service is being stopped.") { Model = model.Name };

    private sealed class Waiting(ModelVersion model, long bytes)
    {
        public ModelVersion Model => model;

        public long Bytes => bytes;

        public TaskCompletionSource<ModelRoom> Room { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
