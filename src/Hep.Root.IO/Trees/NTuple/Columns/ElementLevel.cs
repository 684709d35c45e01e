namespace Hep.Root.IO.Trees.NTuple;

/// <summary>How elements of one level come from those of the level above.</summary>
internal enum LevelKind
{
    /// <summary>The entries.</summary>
    Entries,
    /// <summary>The elements of lists, which a column of ends divides.</summary>
    Items,
    /// <summary>As many elements for each above.</summary>
    Array,
    /// <summary>One for each above that has a certain alternative of a variant.</summary>
    Alternative,
}

/// <summary>
/// The elements that the columns of some fields have in common: entries, items of a collection, elements of an array, values of an
/// alternative. In each cluster they are counted from 0. Fields that lead to the same elements have the same level.
/// </summary>
/// <param name="kind">How its elements come from those above.</param>
/// <param name="parent">The level above; null for the entries.</param>
/// <param name="column">The column of ends or of alternatives, whose elements are those of the level above.</param>
/// <param name="count">Elements of an array, or the alternative, from 1.</param>
internal sealed class ElementLevel(LevelKind kind, ElementLevel? parent, NTupleColumn? column, int count)
{
    private NTupleColumn? _counted;
    private long _perElement = 1;

    public LevelKind Kind => kind;

    public ElementLevel? Parent => parent;

    public NTupleColumn? Column => column;

    public int Count => count;

    /// <summary>Levels above.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>Notes a column that has so many elements for each of the level: it tells how many there are.</summary>
    public void AddCounted(NTupleColumn counted, long perElement = 1)
    {
        if (Kind == LevelKind.Array)
        {
            if (perElement <= int.MaxValue) parent!.AddCounted(counted, perElement * count);
        }
        // One that began late lacks elements that are there all the same.
        else if (_counted is null && !counted.IsDeferred) (_counted, _perElement) = (counted, perElement);
    }

    /// <summary>
    /// The elements that a cluster has, where its metadata tell; null where only the last element of a column of ends does.
    /// </summary>
    public long? CountIn(Cluster cluster)
    {
        if (Kind == LevelKind.Entries) return cluster.EntryCount;
        if (Kind == LevelKind.Array) return parent!.CountIn(cluster) is { } above ? Times(above) : null;
        if (cluster.Find(column!) is null) return 0;
        return _counted is not null && cluster.Find(_counted) is { } found ? found.Pages.ElementCount / _perElement : null;
    }

    /// <summary>Elements of an array's level for those above.</summary>
    /// <exception cref="RootException">They are more than can be counted.</exception>
    public long Times(long above) => above <= long.MaxValue / count ? above * count
        : throw new RootException($"{above} arrays of {count} elements are more than can be counted.");

    /// <summary>
    /// How many elements of a column the cluster does not store, because they are of the time before the column: the first ones.
    /// </summary>
    public long MissingIn(Cluster cluster, StoredColumn stored, ColumnPages pages) =>
        stored.IsDeferred && pages.FirstElement == stored.FirstElement && CountIn(cluster) is { } elements
            ? Math.Max(0, elements - pages.ElementCount)
            : 0;
}
