using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// A version that can be asked for predictions. Its model is loaded on first use, once for all who wait, and may be unloaded and
/// loaded again; requests that hold a lease never notice.
/// </summary>
internal sealed class ServedVersion(StoredVersion stored, Func<ServedVersion, Task<PredictorSlot>> load)
{
    private readonly Lock _lock = new();
    private Task<PredictorSlot>? _slot, _retired;
    private volatile bool _removed;
    private bool _withdrawn;
    private long _lastAsked = Environment.TickCount64, _neededBytes;

    /// <summary>A version whose model is loaded already: it was just checked.</summary>
    /// <param name="stored">What the catalog keeps.</param>
    /// <param name="load">Loads its model again.</param>
    /// <param name="loaded">The model.</param>
    public ServedVersion(StoredVersion stored, Func<ServedVersion, Task<PredictorSlot>> load, LoadedModel loaded)
        : this(stored, load)
    {
        Counts = loaded.Counts;
        _slot = Task.FromResult(loaded.Slot);
        Own(loaded.Slot);
    }

    public StoredVersion Stored => stored;

    public ModelVersion Facts => stored.Facts;

    /// <summary>What the version has done since the service started, however often it was loaded.</summary>
    public PredictionCounts Counts { get; } = new();

    /// <summary>When somebody asked for it, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    public long LastAsked => Volatile.Read(ref _lastAsked);

    /// <summary>The memory that the model took when it was loaded the last time; before, the length of its file.</summary>
    public long NeededBytes => Math.Max(Volatile.Read(ref _neededBytes), Facts.Bytes);

    /// <summary>The memory that the loaded model takes; 0 where it is not loaded.</summary>
    public long LoadedBytes
    {
        get
        {
            lock (_lock) return _slot is { IsCompletedSuccessfully: true } loaded ? loaded.Result.Room.Bytes : 0;
        }
    }

    /// <summary>Why the model could not be loaded the last time; null where it could, or was not tried.</summary>
    public string? LoadFailure { get; private set; }

    public VersionState State
    {
        get
        {
            lock (_lock)
            {
                if (_withdrawn)
                    return _retired is { IsCompletedSuccessfully: true } retired && retired.Result.IsInUse
                        ? VersionState.Unloading
                        : VersionState.Unloaded;
                if (LoadFailure is { } why) return VersionState.Broken(why);
                return _slot is { IsCompleted: false } ? VersionState.Loading : VersionState.Ready;
            }
        }
    }

    /// <exception cref="InferenceException">The version was deleted, or its model cannot be loaded.</exception>
    public async Task<PredictorLease> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<PredictorSlot> loading = GetOrLoad();
            Volatile.Write(ref _lastAsked, Environment.TickCount64);
            PredictorSlot slot;
            try
            {
                slot = await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException e)
            {
                Forget(loading);
                if (_removed) throw Deleted();   // and its file with it
                LoadFailure = e.Message;
                throw new InferenceException(InferenceFailure.Unavailable,
                    $"Version {Facts.Version} of '{Facts.Name}' cannot be loaded: {e.Message}", e);
            }
            LoadFailure = null;
            if (slot.TryAcquire()) return new PredictorLease(this, slot);
            Forget(loading);   // it was unloaded between the two lines
        }
    }

    /// <summary>Lets go of the model as soon as the last request that uses it is served; the next one loads it again.</summary>
    public void Unload()
    {
        Task<PredictorSlot>? loaded;
        lock (_lock)
        {
            loaded = _slot;
            _slot = null;
            _retired = loaded;
        }
        loaded?.ContinueWith(static task => task.Result.Release(), CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>
    /// Goes on with a model that was loaded anew, as it is to be run in another way; requests that use the one before end with it.
    /// </summary>
    public void Replace(PredictorSlot slot)
    {
        Unload();
        Own(slot);
        lock (_lock)
            if (_slot is null && !_removed && !_withdrawn)
            {
                _slot = Task.FromResult(slot);
                return;
            }
        slot.Release();   // somebody was faster, or nobody is to have it any more
    }

    /// <summary>As <see cref="Unload"/>, and no request loads it again before <see cref="Admit"/>.</summary>
    public void Withdraw()
    {
        lock (_lock)
        {
            if (_withdrawn) return;
            _withdrawn = true;
        }
        Unload();
    }

    /// <summary>Requests may load the model again, also one that could not be loaded the last time.</summary>
    public void Admit()
    {
        lock (_lock)
        {
            _withdrawn = false;
            LoadFailure = null;
        }
    }

    /// <summary>As <see cref="Unload"/>, for good.</summary>
    public void Remove()
    {
        lock (_lock) _removed = true;
        Unload();
    }

    private Task<PredictorSlot> GetOrLoad()
    {
        lock (_lock)
        {
            if (_removed) throw Deleted();
            if (_withdrawn)
                throw new InferenceException(InferenceFailure.Unavailable,
                    $"Version {Facts.Version} of the model '{Facts.Name}' was unloaded: POST /v2/repository/models/{Facts.Name}/load.");
            return _slot ??= Task.Run(LoadAsync);   // on a thread of its own, as many may wait for it
        }
    }

    private async Task<PredictorSlot> LoadAsync()
    {
        PredictorSlot slot = await load(this).ConfigureAwait(false);
        Own(slot);
        return slot;
    }

    private void Own(PredictorSlot slot)
    {
        Volatile.Write(ref _neededBytes, slot.Room.Bytes);
        slot.Room.Owner = this;
    }

    private InferenceException Deleted() =>
        new(InferenceFailure.NotFound, $"Version {Facts.Version} of the model '{Facts.Name}' was deleted.");

    private void Forget(Task<PredictorSlot> slot)
    {
        lock (_lock)
            if (_slot == slot) _slot = null;
    }
}
