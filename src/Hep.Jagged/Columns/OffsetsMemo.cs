namespace Hep.Jagged;

/// <summary>
/// Remembers what became of offsets while the columns of one batch are cut alike, so that columns which shared offsets before share them
/// afterwards. What is remembered are offsets of the batch, which live as long: memory that is given back meanwhile would be taken again,
/// and be mistaken for what it was.
/// </summary>
internal sealed class OffsetsMemo : IDisposable
{
    private readonly List<(SharedMemory<int>[] Before, SharedMemory<int> After)> _known = [];
    private readonly List<(SharedMemory<int>[] Before, SharedMemory<int> After, Ranges Elements)> _lists = [];

    /// <summary>A handle on what becomes of offsets, made on first sight.</summary>
    /// <param name="before">All that it depends on: the offsets, and those above them where they say which lists are meant.</param>
    /// <param name="make">Makes it.</param>
    public SharedMemory<int> GetOrAdd(SharedMemory<int>[] before, Func<SharedMemory<int>> make)
    {
        foreach ((SharedMemory<int>[] known, SharedMemory<int> after) in _known)
            if (AreSame(known, before)) return after.Share();
        SharedMemory<int> made = make();
        _known.Add((before, made));   // the column that asked first owns this handle and outlives the memo
        return made;
    }

    /// <summary>A handle on the offsets of chosen lists, and where their elements lie, made on first sight.</summary>
    /// <param name="before">The offsets of all lists, one an entry, in one part or several that follow each other.</param>
    /// <param name="entries">Those that are chosen: places among the entries.</param>
    public (SharedMemory<int> Offsets, Ranges Elements) Lists(SharedMemory<int>[] before, ReadOnlySpan<int> entries)
    {
        foreach ((SharedMemory<int>[] known, SharedMemory<int> after, Ranges elements) in _lists)
            if (AreSame(known, before)) return (after.Share(), elements);
        using SharedMemory<int> all = ColumnLayout.Join(before);
        Ranges lists = Ranges.Of(entries, all.Length - 1);
        SharedMemory<int> made = lists.GatherOffsets(all.Span);
        lists.Descend(all.Span);
        _lists.Add((before, made, lists));
        return (made, lists);
    }

    public void Dispose() => _lists.ForEach(l => l.Elements.Dispose());

    private static bool AreSame(SharedMemory<int>[] one, SharedMemory<int>[] other)
    {
        if (one.Length != other.Length) return false;
        for (int i = 0; i < one.Length; i++)
            if (!one[i].IsSameAs(other[i])) return false;
        return true;
    }
}
