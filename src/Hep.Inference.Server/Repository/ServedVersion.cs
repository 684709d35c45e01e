using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// A version that can be asked for predictions. Its model is loaded on first use, once for all who wait, and may be unloaded and
/// loaded again; requests that hold a lease never notice.
/// </summary>
internal sealed class ServedVersion(StoredVersion stored, Func<StoredVersion, OnnxPredictor> load)
{
    private readonly Lock _lock = new();
    private Task<PredictorSlot>? _slot;
    private volatile bool _removed;

    /// <summary>A version whose model is loaded already: it was just checked.</summary>
    public ServedVersion(StoredVersion stored, Func<StoredVersion, OnnxPredictor> load, OnnxPredictor loaded) : this(stored, load) =>
        _slot = Task.FromResult(new PredictorSlot(loaded));

    public StoredVersion Stored => stored;

    public ModelVersion Facts => stored.Facts;

    /// <summary>Why the model could not be loaded the last time; null where it could, or was not tried.</summary>
    public string? LoadFailure { get; private set; }

    /// <exception cref="InferenceException">The version was deleted, or its model cannot be loaded.</exception>
    public async Task<PredictorLease> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<PredictorSlot> loading = GetOrLoad();
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
        }
        loaded?.ContinueWith(static task => task.Result.Release(), CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
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
            return _slot ??= Task.Run(() => new PredictorSlot(load(stored)));   // on a thread of its own, as many may wait for it
        }
    }

    private InferenceException Deleted() =>
        new(InferenceFailure.NotFound, $"Version {Facts.Version} of the model '{Facts.Name}' was deleted.");

    private void Forget(Task<PredictorSlot> slot)
    {
        lock (_lock)
            if (_slot == slot) _slot = null;
    }
}
