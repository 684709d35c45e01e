namespace Hep.Root.IO.Merging;

/// <summary>
/// Counts the memory of objects that were read or written and are not needed any more. The runtime collects large arrays late, and would
/// hold many times a small budget by then: as much of it as the budget lets be is collected at once.
/// </summary>
/// <param name="bytes">What may lie there uncollected.</param>
internal sealed class SpentMemory(long bytes)
{
    private long _spent;

    /// <summary>So many bytes are not needed any more.</summary>
    public void Add(long spent)
    {
        if ((_spent += spent) < bytes) return;
        _spent = 0;
        GC.Collect();
    }
}
