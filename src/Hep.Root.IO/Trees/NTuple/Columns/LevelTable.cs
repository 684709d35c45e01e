namespace Hep.Root.IO.Trees.NTuple;

/// <summary>All levels of an RNTuple, each of them once.</summary>
internal sealed class LevelTable
{
    private readonly Dictionary<(ElementLevel, LevelKind, NTupleColumn?, int), ElementLevel> _levels = [];

    /// <summary>The level of the entries.</summary>
    public ElementLevel Entries { get; } = new(LevelKind.Entries, null, null, 1);

    /// <summary>The elements of lists.</summary>
    public ElementLevel Items(ElementLevel parent, NTupleColumn ends)
    {
        parent.AddCounted(ends);
        return Get(LevelKind.Items, parent, ends, 1);
    }

    /// <summary>The elements of arrays.</summary>
    public ElementLevel Array(ElementLevel parent, int size) => Get(LevelKind.Array, parent, null, size);

    /// <summary>The values of an alternative.</summary>
    public ElementLevel Alternative(ElementLevel parent, NTupleColumn tags, int alternative)
    {
        parent.AddCounted(tags);
        return Get(LevelKind.Alternative, parent, tags, alternative);
    }

    private ElementLevel Get(LevelKind kind, ElementLevel parent, NTupleColumn? column, int count)
    {
        if (_levels.TryGetValue((parent, kind, column, count), out ElementLevel? known)) return known;
        ElementLevel level = new(kind, parent, column, count);
        _levels.Add((parent, kind, column, count), level);
        return level;
    }
}
