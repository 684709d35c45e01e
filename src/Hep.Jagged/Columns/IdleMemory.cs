namespace Hep.Jagged;

/// <summary>Memory that waits to be used again, and can be given up.</summary>
internal interface IIdleMemory
{
    /// <summary>Gives up what was not used since the last time.</summary>
    void Trim();
}

/// <summary>The bound on all memory that waits, and the collections that make it less.</summary>
internal static class IdleMemory
{
    // Few large blocks must not take the room of many small ones, which batches need again and again.
    private const long MaxBytes = 256L << 20, MaxBytesOfLarge = MaxBytes / 2, LargeBytes = 1 << 20;

    private static readonly List<IIdleMemory> Watched = [];
    private static long s_bytes;

    /// <summary>Counts memory that waits from now on, or no more.</summary>
    public static void Add(long bytes) => Interlocked.Add(ref s_bytes, bytes);

    /// <summary>Counts memory that is to wait; false where too much would.</summary>
    public static bool TryAdd(long bytes)
    {
        if (Interlocked.Add(ref s_bytes, bytes) <= (bytes > LargeBytes ? MaxBytesOfLarge : MaxBytes)) return true;
        Interlocked.Add(ref s_bytes, -bytes);
        return false;
    }

    /// <summary>Trims this memory, too, at each full collection.</summary>
    public static void Watch(IIdleMemory memory)
    {
        lock (Watched)
        {
            if (Watched.Count == 0) _ = new Collected();
            Watched.Add(memory);
        }
    }

    private static void Trim()
    {
        IIdleMemory[] watched;
        lock (Watched) watched = [.. Watched];
        foreach (IIdleMemory memory in watched) memory.Trim();
    }

    // Nobody holds it: its finalizer runs behind each collection that reaches its generation, which is the oldest one soon.
    private sealed class Collected
    {
        private int _collections = GC.CollectionCount(GC.MaxGeneration);

        ~Collected()
        {
            if (Environment.HasShutdownStarted) return;
            int collections = GC.CollectionCount(GC.MaxGeneration);
            if (collections != _collections) Trim();
            _collections = collections;
            GC.ReRegisterForFinalize(this);
        }
    }
}
