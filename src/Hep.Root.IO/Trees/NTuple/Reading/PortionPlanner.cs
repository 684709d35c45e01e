namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Finds the pages that hold the elements of a portion.</summary>
/// <param name="place">The column.</param>
/// <param name="portion">Takes the segments.</param>
/// <param name="kept">A page that is kept of the batch before, and not asked for again.</param>
internal sealed class PortionPlanner(ReaderPlace place, Portion portion, (int Cluster, int Page)? kept)
{
    private readonly (int Cluster, int Page)? _kept = kept;
    private (int Cluster, int Page)? _last;
    private long _order;

    /// <summary>The pages to fetch, in order.</summary>
    public List<PagePlace> Places { get; } = [];

    /// <summary>
    /// The page that has elements behind the last wanted one; the kept one where none is wanted of any page; null where there is none.
    /// </summary>
    public (int Cluster, int Page)? Reaching { get; private set; } = kept;

    /// <summary>Plans all ranges.</summary>
    /// <exception cref="RootException">The column lacks elements of them, or has more than a batch can have.</exception>
    public void Plan()
    {
        long total = 0;
        for (int range = 0; range < portion.Ranges.Length; range++)
        {
            ElementRange wanted = portion.Ranges[range];
            if ((total += wanted.Count) > int.MaxValue)
                throw new RootException($"{place.Label} has more than {int.MaxValue} elements in one batch: "
                    + "read smaller ones (ReadOptions.BatchSize).");
            if (wanted.Count > 0) Plan(range, wanted);
        }
        portion.ElementCount = (int)total;
    }

    private void Plan(int range, ElementRange wanted)
    {
        Cluster cluster = place.Clusters[wanted.Cluster];
        if (cluster.Find(place.Column) is not var (stored, pages))
        {
            AddZeros(range, wanted.Count);
            return;
        }
        long missing = place.Level.MissingIn(cluster, stored, pages);
        if (wanted.First < missing) AddZeros(range, Math.Min(missing, wanted.End) - wanted.First);
        long at = Math.Max(0, wanted.First - missing), end = Math.Max(0, wanted.End - missing);
        if (end > pages.ElementCount)
            throw new RootException($"{place.Label} has {pages.ElementCount} elements in the cluster of entries {cluster.FirstEntry} to "
                + $"{cluster.EndEntry}, {end} expected.");
        for (int page = at < end ? pages.PageOf(at) : 0; at < end; page++)
        {
            int count = (int)(Math.Min(end, pages.EndOf(page)) - at);
            if (count > 0) AddPage(range, cluster, stored, pages, (wanted.Cluster, page), (int)(at - pages.StartOf(page)), count);
            at += count;
        }
    }

    private void AddZeros(int range, long count) => portion.Segments.Add(new Segment(-1, 0, (int)count, range));

    private void AddPage(
        int range, Cluster cluster, StoredColumn stored, ColumnPages pages, (int Cluster, int Page) key, int first, int count)
    {
        Page page = pages[key.Page];
        portion.Segments.Add(new Segment(key.Page, first, count, range));
        Reaching = first + count < page.ElementCount ? key : null;
        if (key == _last || key == _kept) return;
        _order = key.Cluster == _last?.Cluster ? Math.Max(_order, page.Seek) : page.Seek;
        _last = key;
        Places.Add(new PagePlace(cluster.FirstEntry, page, stored, key, _order));
    }
}
