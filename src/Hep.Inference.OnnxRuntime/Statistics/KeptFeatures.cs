namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// Bounds what counts of raw events take together whose models are not loaded: what was let go of longest ago is forgotten first, and
/// begins anew when its model is loaded again. For any number of threads.
/// </summary>
/// <param name="bytes">What they may take, about.</param>
public sealed class KeptFeatures(long bytes)
{
    private readonly Lock _lock = new();   // inside that of counts, never around one
    private readonly OrderedDictionary<PredictionCounts, long> _kept = [];
    private long _used;

    /// <summary>Bytes that are taken now, about.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_lock) return _used;
        }
    }

    /// <summary>Books counts; those returned are to be told to forget, outside of any lock.</summary>
    internal IReadOnlyList<PredictionCounts> Add(PredictionCounts counts, long taken)
    {
        List<PredictionCounts> over = [];
        lock (_lock)
        {
            Drop(counts);
            _kept.Add(counts, taken);
            for (_used += taken; _used > bytes; Drop(over[^1])) over.Add(_kept.GetAt(0).Key);
        }
        return over;
    }

    internal void Remove(PredictionCounts counts)
    {
        lock (_lock) Drop(counts);
    }

    private void Drop(PredictionCounts counts)
    {
        if (_kept.Remove(counts, out long taken)) _used -= taken;
    }
}
