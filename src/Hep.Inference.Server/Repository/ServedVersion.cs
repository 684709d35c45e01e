using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// A version that can be asked for predictions. Its model is loaded on first use, once for all who wait, and may be unloaded and
/// loaded again; requests that hold a lease never notice.
/// </summary>
internal sealed class ServedVersion(
    StoredVersion stored, Func<ServedVersion, CancellationToken, Task<PredictorSlot>> load, PredictionCounts counts)
{
    private readonly Lock _lock = new();
    private Task<PredictorSlot>? _slot, _retired;
    private CancellationTokenSource? _loading;   // ends the load of the slot, where it is not loaded yet
    private ModelRoom? _room;                    // that of the slot, once it is loaded
    private volatile bool _removed;
    private int _isBegun;
    private bool _withdrawn;
    private long _lastAsked = Environment.TickCount64, _neededBytes;

    /// <summary>A version whose model is loaded already: it was just checked.</summary>
    /// <param name="stored">What the catalog keeps.</param>
    /// <param name="load">Loads its model again.</param>
    /// <param name="loaded">The model.</param>
    public ServedVersion(
        StoredVersion stored, Func<ServedVersion, CancellationToken, Task<PredictorSlot>> load, LoadedModel loaded)
        : this(stored, load, loaded.Counts) => Replace(loaded.Slot);

    public StoredVersion Stored => stored;

    public ModelVersion Facts => stored.Facts;

    /// <summary>What the version has done since the service started, however often it was loaded.</summary>
    public PredictionCounts Counts => counts;

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

    /// <summary>The loaded model, to be asked for what it is alone; null where it is not loaded.</summary>
    public OnnxPredictor? LoadedPredictor
    {
        get
        {
            lock (_lock) return _slot is { IsCompletedSuccessfully: true } loaded ? loaded.Result.Predictor : null;
        }
    }

    /// <summary>How the loaded model is run; null where it is not loaded.</summary>
    public ModelExecution? LoadedExecution
    {
        get
        {
            lock (_lock) return _slot is { IsCompletedSuccessfully: true } loaded ? loaded.Result.Execution : null;
        }
    }

    /// <summary>Why the model could not be loaded the last time that there was room for it; null: it could, or was not tried.</summary>
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
    /// <param name="cancellationToken">Stops waiting for it to be loaded.</param>
    /// <param name="arm">What the request counts for, where a candidate is on trial.</param>
    public ValueTask<PredictorLease> AcquireAsync(CancellationToken cancellationToken, CanaryArm? arm = null) =>
        TryAcquireLoaded() is { } loaded ? new(new PredictorLease(this, loaded, arm)) : LoadAndAcquireAsync(arm, cancellationToken);

    /// <summary>As <see cref="AcquireAsync"/>, where the model is loaded; null: it is not, or must not be asked.</summary>
    public PredictorLease? TryAcquire(CanaryArm arm) => TryAcquireLoaded() is { } loaded ? new PredictorLease(this, loaded, arm) : null;

    /// <summary>Has the model loaded for those who do not wait for it, where that was not begun already.</summary>
    public void BeginLoad()
    {
        if (Interlocked.Exchange(ref _isBegun, 1) == 0) _ = Task.Run(LoadForLaterAsync);
    }

    /// <summary>As <see cref="AcquireAsync"/>; to be released.</summary>
    public ValueTask<PredictorSlot> AcquireSlotAsync(CancellationToken cancellationToken) =>
        TryAcquireLoaded() is { } loaded ? new(loaded) : LoadAndAcquireSlotAsync(cancellationToken);

    /// <summary>What nearly every request finds; null where the model is to be loaded first, or must not be asked.</summary>
    private PredictorSlot? TryAcquireLoaded()
    {
        lock (_lock)
        {
            if (_removed || _withdrawn || _slot is not { IsCompletedSuccessfully: true } loaded || !loaded.Result.TryAcquire()) return null;
            Volatile.Write(ref _lastAsked, Environment.TickCount64);
            LoadFailure = null;
            return loaded.Result;
        }
    }

    private async ValueTask<PredictorLease> LoadAndAcquireAsync(CanaryArm? arm, CancellationToken cancellationToken) =>
        new(this, await LoadAndAcquireSlotAsync(cancellationToken).ConfigureAwait(false), arm);

    private async Task LoadForLaterAsync()
    {
        try
        {
            (await AcquireSlotAsync(CancellationToken.None).ConfigureAwait(false)).Release();
        }
        catch (Exception)
        {
            // LoadFailure tells it, where it is the model's; whoever asks next has it tried again.
        }
        finally
        {
            Volatile.Write(ref _isBegun, 0);
        }
    }

    private async ValueTask<PredictorSlot> LoadAndAcquireSlotAsync(CancellationToken cancellationToken)
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
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Forget(loading);   // nobody was to have it any more: it was replaced, or removed
                continue;
            }
            catch (InferenceException e) when (e.Failure == InferenceFailure.Overloaded)
            {
                Forget(loading);   // no fault of the model
                throw;
            }
            catch (InferenceException e)
            {
                Forget(loading);
                if (_removed) throw Deleted();   // and its file with it
                LoadFailure = e.Message;
                throw new InferenceException(InferenceFailure.Unavailable,
                    $"Version {Facts.Version} of '{Facts.Name}' cannot be loaded: {e.Message}", e);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Forget(loading);   // what nobody thought of: the next request tries again
                LoadFailure = $"the service did not expect a {e.GetType().Name}.";   // its message may tell of the machine
                throw;
            }
            LoadFailure = null;
            if (slot.TryAcquire()) return slot;
            Forget(loading);   // it was unloaded between the two lines
        }
    }

    /// <summary>Lets go of the model as soon as the last request that uses it is served; the next one loads it again.</summary>
    public void Unload() => Change(_ => true, slot: null);

    /// <summary>As <see cref="Unload()"/>, where the model is still the one that has this room.</summary>
    public void Unload(ModelRoom room) => Change(present => present == room, slot: null);

    /// <summary>
    /// Goes on with a model that was loaded anew, as it is to be run in another way; requests that use the one before end with it.
    /// </summary>
    public void Replace(PredictorSlot slot) => Change(_ => true, slot);

    /// <summary>As <see cref="Unload()"/>, and no request loads it again before <see cref="Admit"/>.</summary>
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

    /// <summary>As <see cref="Unload()"/>, for good.</summary>
    public void Remove()
    {
        lock (_lock) _removed = true;
        Unload();
        counts.Close();
    }

    private Task<PredictorSlot> GetOrLoad()
    {
        lock (_lock)
        {
            if (_removed) throw Deleted();
            if (_withdrawn)
                throw new InferenceException(InferenceFailure.Unavailable,
                    $"Version {Facts.Version} of the model '{Facts.Name}' was unloaded: POST /v2/repository/models/{Facts.Name}/load.");
            if (_slot is not null) return _slot;
            CancellationTokenSource loading = new();
            _loading = loading;
            return _slot = Task.Run(() => LoadAsync(loading));   // on a thread of its own, as many may wait for it
        }
    }

    private async Task<PredictorSlot> LoadAsync(CancellationTokenSource loading)
    {
        PredictorSlot slot = await load(this, loading.Token).ConfigureAwait(false);
        lock (_lock)
            if (_loading == loading) Own(slot);   // else it is released as soon as this returns
        slot.Room.Memory.Relieve();
        return slot;
    }

    /// <summary>Lets go of the model that is there, or of its load, where it is to go; and has another one in its place.</summary>
    private void Change(Func<ModelRoom?, bool> isToGo, PredictorSlot? slot)
    {
        Task<PredictorSlot>? before;
        CancellationTokenSource? loading;
        ModelRoom? room;
        bool isKept = false;
        lock (_lock)
        {
            if (!isToGo(_room)) return;
            (before, loading, room) = (_slot, _loading, _room);
            (_slot, _loading, _room, _retired) = (null, null, null, _slot);
            if (slot is not null && !_removed && !_withdrawn)
            {
                _slot = Task.FromResult(slot);
                Own(slot);
                isKept = true;
            }
        }
        room?.Memory.Leave(room);
        loading?.Cancel();
        before?.ContinueWith(static task => task.Result.Release(), CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        if (isKept) slot!.Room.Memory.Relieve();
        else slot?.Release();   // nobody is to have it any more
    }

    /// <summary>Inside the lock under which it becomes the slot.</summary>
    private void Own(PredictorSlot slot)
    {
        _room = slot.Room;
        Volatile.Write(ref _neededBytes, slot.Room.Bytes);
        slot.Room.Memory.Own(slot.Room, this);
    }

    private InferenceException Deleted() =>
        new(InferenceFailure.NotFound, $"Version {Facts.Version} of the model '{Facts.Name}' was deleted.");

    private void Forget(Task<PredictorSlot> slot)
    {
        lock (_lock)
            if (_slot == slot) (_slot, _loading, _room) = (null, null, null);
    }
}
