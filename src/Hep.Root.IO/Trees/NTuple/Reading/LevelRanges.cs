using Hep.Root.IO.Bytes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Finds which elements of each level belong to the entries of a batch. Where a batch takes whole clusters, their metadata tell; at other
/// edges the column of ends is asked, for all levels of one depth in one read.
/// </summary>
/// <param name="levels">The levels, each behind the one above it.</param>
/// <param name="clusters">The clusters.</param>
/// <param name="placeOf">What a reader of the column of a level is told.</param>
/// <param name="pages">Loads pages.</param>
internal sealed class LevelRanges(
    IReadOnlyList<ElementLevel> levels, IReadOnlyList<Cluster> clusters, Func<ElementLevel, ReaderPlace> placeOf, PageLoader pages)
    : IDisposable
{
    private readonly Dictionary<(ElementLevel, NTupleColumn), EdgePages> _edges = [];
    private readonly LoadedBasket _scratch = new();

    /// <summary>The elements of each level; as many ranges as there are of the entries, cut at clusters.</summary>
    public async ValueTask<Dictionary<ElementLevel, ElementRange[]>> FindAsync(EntryRange[] entries, CancellationToken cancellationToken)
    {
        Dictionary<ElementLevel, ElementRange[]> found = [];
        foreach (IGrouping<int, ElementLevel> depth in levels.GroupBy(l => l.Depth))
        {
            foreach (ElementLevel level in depth)
                if (level.Parent is { } above) Need(level, found[above]);
            await FetchAsync(cancellationToken).ConfigureAwait(false);
            foreach (ElementLevel level in depth)
                found.Add(level, level.Parent is { } above
                    ? Array.ConvertAll(found[above], range => Below(level, range))
                    : Cut(entries));
        }
        foreach (EdgePages edges in _edges.Values) edges.Trim();
        return found;
    }

    public void Dispose()
    {
        foreach (EdgePages edges in _edges.Values) edges.Dispose();
        _scratch.Dispose();
    }

    private ElementRange[] Cut(EntryRange[] entries)
    {
        List<ElementRange> ranges = new(entries.Length);
        foreach (EntryRange range in entries)
        {
            int cluster = FirstEndingBehind(range.First);
            for (long at = range.First; at < range.End; cluster++)
            {
                Cluster holds = clusters[cluster];
                long end = Math.Min(range.End, holds.EndEntry);
                if (end > at) ranges.Add(new ElementRange(cluster, at - holds.FirstEntry, end - holds.FirstEntry));
                at = Math.Max(at, end);
            }
        }
        return [.. ranges];
    }

    private int FirstEndingBehind(long entry)
    {
        int low = 0, high = clusters.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (clusters[middle].EndEntry <= entry) low = middle + 1; else high = middle;
        }
        return low;
    }

    private void Need(ElementLevel level, ElementRange[] above)
    {
        if (level.Kind == LevelKind.Array) return;
        foreach (ElementRange range in above)
        {
            if (range.Count == 0 || Whole(level, range) is not null) continue;
            if (level.Kind == LevelKind.Alternative)
            {
                for (long at = range.First; at < range.End; at++) Tags(level).Need(range.Cluster, at);
                continue;
            }
            if (range.First > 0) Ends(level).Need(range.Cluster, range.First - 1);
            if (EndOfAll(level, range) is null) Ends(level).Need(range.Cluster, range.End - 1);
        }
    }

    private async ValueTask FetchAsync(CancellationToken cancellationToken)
    {
        using ReadPlan plan = new(_edges.Count);
        bool isAsked = false;
        foreach (EdgePages edges in _edges.Values) isAsked |= edges.Ask(plan);
        if (!isAsked) return;
        await plan.ReadAsync(pages.Records.Source, cancellationToken).ConfigureAwait(false);
        foreach (EdgePages edges in _edges.Values) await edges.LoadAsync(plan, _scratch, cancellationToken).ConfigureAwait(false);
    }

    private ElementRange Below(ElementLevel level, ElementRange range)
    {
        if (range.Count == 0) return new ElementRange(range.Cluster, 0, 0);
        if (level.Kind == LevelKind.Array)
            return new ElementRange(range.Cluster, level.Times(range.First), level.Times(range.End));
        if (Whole(level, range) is { } whole) return whole;
        return level.Kind == LevelKind.Alternative ? Alternatives(level, range) : Items(level, range);
    }

    private ElementRange Items(ElementLevel level, ElementRange range)
    {
        long first = range.First > 0 ? Ends(level).Get(range.Cluster, range.First - 1) : 0;
        long end = EndOfAll(level, range) ?? Ends(level).Get(range.Cluster, range.End - 1);
        return first >= 0 && first <= end ? new ElementRange(range.Cluster, first, end)
            : throw Failure(level, $"Its lists {range.First} to {range.End} begin at {first} and end at {end}.");
    }

    // The values of an alternative follow each other: those of the range are from its first one to its last one.
    private ElementRange Alternatives(ElementLevel level, ElementRange range)
    {
        long? first = null;
        long last = 0;
        for (long at = range.First; at < range.End; at++)
        {
            SwitchElement element = Tags(level).Get(range.Cluster, at);
            if (element.Tag != level.Count) continue;
            first ??= element.Index;
            last = element.Index;
        }
        if (first is not { } begin) return new ElementRange(range.Cluster, 0, 0);
        return begin >= 0 && begin <= last && last < long.MaxValue ? new ElementRange(range.Cluster, begin, last + 1)
            : throw Failure(level, $"Alternative {level.Count} has the elements {begin} to {last}.");
    }

    private ElementRange? Whole(ElementLevel level, ElementRange range) =>
        range.First == 0 && EndOfAll(level, range) is { } end ? new ElementRange(range.Cluster, 0, end) : null;

    // Where the range reaches to the end of the cluster, all elements are below it.
    private long? EndOfAll(ElementLevel level, ElementRange range) =>
        level.Parent!.CountIn(clusters[range.Cluster]) == range.End ? level.CountIn(clusters[range.Cluster]) : null;

    private EdgePages<long> Ends(ElementLevel level) => Edges(level, PageDecoders.Ends);

    private EdgePages<SwitchElement> Tags(ElementLevel level) => Edges(level, _ => new PlainPages<SwitchElement>());

    private EdgePages<T> Edges<T>(ElementLevel level, Func<StoredColumn, PageDecoder<T>> decoderOf) where T : unmanaged
    {
        if (!_edges.TryGetValue((level.Parent!, level.Column!), out EdgePages? edges))
            _edges.Add((level.Parent!, level.Column!), edges = new EdgePages<T>(placeOf(level), decoderOf));
        return (EdgePages<T>)edges;
    }

    private RootException Failure(ElementLevel level, string message) =>
        new(message) { File = pages.Records.Source.Location, Object = placeOf(level).Label };
}
