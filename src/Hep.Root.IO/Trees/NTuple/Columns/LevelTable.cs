namespace Hep.Root.IO.Trees.NTuple;

/// <summary>All levels of an RNTuple, each of them once.</summary>
internal sealed class LevelTable
{
    private readonly Dictionary<(Level, LevelKind, NTupleColumn?, int), Level> _levels = [];

    /// <summary>The level of the entries.</summary>
    public Level Entries { get; } = new(LevelKind.Entries, null, null, 1);

    /// <summary>The elements of lists.</summary>
    public Level Items(Level parent, NTupleColumn ends)
    {
        parent.AddCounted(ends);
        return Get(LevelKind.Items, parent, ends, 1);
    }

    /// <summary>The elements of arrays.</summary>
    public Level Array(Level parent, int size) => Get(LevelKind.Array, parent, null, size);

    /// <summary>The values of an alternative.</summary>
    public Level Alternative(Level parent, NTupleColumn tags, int alternative)
    {
        parent.AddCounted(tags);
        return Get(LevelKind.Alternative, parent, tags, alternative);
    }

    private Level Get(LevelKind kind, Level parent, NTupleColumn? column, int count)
    {
        if (_levels.TryGetValue((parent, kind, column, count), out Level? known)) return known;
        Level level = new(kind, parent, column, count);
        _levels.Add((parent, kind, column, count), level);
        return level;
    }
}
