namespace Hep.Jagged;

/// <summary>
/// Remembers what became of the outermost offsets while the columns of one batch are cut alike, so that columns which
/// shared offsets before share them afterwards.
/// </summary>
internal sealed class OffsetsMemo
{
    private readonly List<(SharedMemory<int>[] Before, SharedMemory<int> After)> _known = [];

    /// <summary>A handle on what becomes of <paramref name="before"/>, made on first sight.</summary>
    public SharedMemory<int> GetOrAdd(SharedMemory<int>[] before, Func<SharedMemory<int>> make)
    {
        foreach ((SharedMemory<int>[] known, SharedMemory<int> after) in _known)
            if (AreSame(known, before)) return after.Share();
        SharedMemory<int> made = make();
        _known.Add((before, made));   // the column that asked first owns this handle and outlives the memo
        return made;
    }

    private static bool AreSame(SharedMemory<int>[] one, SharedMemory<int>[] other)
    {
        for (int i = 0; i < one.Length; i++)
            if (!one[i].IsSameAs(other[i])) return false;
        return true;
    }
}
