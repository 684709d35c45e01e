namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// Counts the bytes of the records that are kept, over all columns of a stream, and bounds what comes to them: a file may claim more
/// than there is memory.
/// </summary>
internal sealed class ReadBudget(long budget, long limit)
{
    private long _loaded;

    /// <summary>What may be read in all; null where that is not bounded.</summary>
    public OpeningAllowance? Allowance { get; init; }

    /// <summary>What the reader may hold.</summary>
    public long Bytes => Math.Min(budget, limit);

    /// <summary>What is loaded now.</summary>
    public long LoadedBytes => Volatile.Read(ref _loaded);

    /// <summary>Counts a basket that is kept, before its memory is taken.</summary>
    /// <exception cref="RootException">The baskets that are loaded exceed the limit.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _loaded, bytes) <= Math.Min(budget, limit)) return;
        Return(bytes);
        ThrowExceeded();
    }

    /// <summary>
    /// Bounds a basket that is decoded at once, in memory of its thread. Not counted: how many threads do so at the same time decides
    /// nothing, and an atomic write would wait for all that was decoded before.
    /// </summary>
    /// <exception cref="RootException">With the kept ones it exceeds the limit.</exception>
    public void Check(long bytes)
    {
        if (LoadedBytes + bytes > Math.Min(budget, limit)) ThrowExceeded();
    }

    private void ThrowExceeded()
    {
        string where = budget < limit ? "ReadOptions.MemoryBudget (--memory at the prompt)" : "RootReadLimits.MaxLoadedBytes";
        throw new RootException(
            $"The baskets or pages of one batch hold more than {Math.Min(budget, limit)} bytes: read fewer columns, or raise {where}.");
    }

    /// <summary>Bounds what is decoded into one batch, whose baskets are given back one by one.</summary>
    /// <exception cref="RootException">It is more than the limit.</exception>
    public void CheckBatch(long bytes)
    {
        if (bytes > Math.Min(budget, limit)) ThrowExceeded();
    }

    /// <summary>A kept basket was given back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _loaded, -bytes);
}
