using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// One column on its way through the clusters. Of a page that reaches into the next batch the decoded elements are kept for it.
/// </summary>
/// <typeparam name="T">What its elements are once they are decoded.</typeparam>
internal abstract class PageReader<T>(ReaderPlace place) : ColumnReader where T : unmanaged
{
    // Pages seldom hold more; where one does, its column grows while it is decoded.
    private const int UsualExpansion = 16;

    private readonly Dictionary<StoredColumn, PageDecoder<T>> _decoders = new(1, ReferenceEqualityComparer.Instance);
    private SharedMemory<T>? _kept;
    private (int Cluster, int Page)? _keptPage;         // what decoding has,
    private (int Cluster, int Page)? _plannedPage;      // and what it will have when it comes to what is planned next

    public override string Label => place.Label;

    public override long FirstSeek { get; } = FirstSeekOf(place);

    /// <summary>What the reader is told.</summary>
    protected ReaderPlace Place => place;

    /// <summary>Decodes pages of one way in which the column is stored.</summary>
    protected abstract PageDecoder<T> NewDecoder(StoredColumn column);

    /// <summary>Begins a batch.</summary>
    /// <param name="portion">Its elements.</param>
    /// <param name="expected">Elements that memory is taken for at first, as far as the file vouches for them.</param>
    protected abstract void Begin(Portion portion, long expected);

    /// <summary>Takes elements, which are decoded already.</summary>
    protected abstract void Add(Portion portion, int range, ReadOnlySpan<T> elements);

    /// <summary>Takes elements that are zero.</summary>
    protected abstract void AddZeros(Portion portion, int range, int count);

    /// <summary>Room for elements that are decoded straight into the column; none where they become something else.</summary>
    protected virtual Span<T> Room(int count) => default;

    /// <summary>Hands over what the batch has of the column.</summary>
    protected abstract void End(Portion portion, NTuplePieces pieces);

    public override void Jump() => _plannedPage = null;

    public override void Plan(BatchDraft draft, NTuplePieces pieces, Portion portion)
    {
        Planned.Clear();
        PlannedBytes = 0;
        pieces.Portions[place.Number] = portion;
        PortionPlanner planner = new(place, portion, _plannedPage);
        planner.Plan();
        foreach (PagePlace page in planner.Places)
        {
            Planned.Add(page);
            PlannedBytes += page.RecordBytes;
        }
        _plannedPage = portion.Keeps = draft.HasNext ? planner.Reaching : null;
    }

    public override void Ask(RecordPlace record, ReadPlan plan)
    {
        PagePlace page = (PagePlace)record;
        place.Pages.Ask(page.Page, page.Stored, plan);
    }

    public override async ValueTask<IDisposable?> FetchBesideAsync(
        RecordPlace record, ReadPlan plan, CancellationToken cancellationToken)
    {
        PagePlace page = (PagePlace)record;
        try
        {
            return await place.Pages.ReadSplitAsync(page.Page, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            throw Told(failure, page);
        }
    }

    public override LoadedBasket Load(RecordPlace record, ReadPlan plan, IDisposable? beside, LoadedBasket scratch)
    {
        PagePlace page = (PagePlace)record;
        try
        {
            scratch.Begin(default, 0, page.Page.ElementCount, 0);
            scratch.SetData(place.Pages.Load(page.Page, page.Stored, plan, beside as MemoryOwner<byte>, scratch), 0);
            return scratch;
        }
        catch (RootException failure)
        {
            throw Told(failure, page);
        }
    }

    public override void Decode(BatchDraft draft, ReadItem item, LoadedBasket? record)
    {
        NTuplePieces pieces = (NTuplePieces)draft.Pieces!;
        Portion portion = pieces.Portions[place.Number]!;
        try
        {
            if (!portion.IsBegun) Begin(draft, portion, item.StoredBytes);
            if (item.Place is PagePlace page) Decode(portion, page, record!);
            if (item.IsLast) End(draft, portion, pieces);
        }
        catch (RootException failure)
        {
            throw failure.In(place.Pages.Records.Source.Location, Label, item.Place?.Seek ?? 0);
        }
    }

    public override void Dispose() => Release();

    private RootException Told(RootException failure, PagePlace page) => failure.In(
        place.Pages.Records.Source.Location, $"{Label}, page {page.Key.Page} of cluster {page.Key.Cluster}", page.Seek);

    private void Begin(BatchDraft draft, Portion portion, long storedBytes)
    {
        portion.IsBegun = true;
        if (draft.BeginsRange) Release();
        long bytes = (long)portion.ElementCount * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        place.Pages.Budget.CheckBatch(draft.AddDecoded(bytes));
        long kept = _kept?.Length ?? 0;
        Begin(portion, Math.Min(portion.ElementCount, kept + storedBytes * UsualExpansion));
    }

    private void Decode(Portion portion, PagePlace page, LoadedBasket record)
    {
        AddUpTo(portion, page.Key);
        if (!_decoders.TryGetValue(page.Stored, out PageDecoder<T>? decoder))
            _decoders.Add(page.Stored, decoder = NewDecoder(page.Stored));
        int count = page.Page.ElementCount;
        bool isKept = portion.Keeps == page.Key;
        if (!isKept && portion.Segments[portion.Next].Count == count && Room(count) is { IsEmpty: false } room)
        {
            decoder.Decode(record.Data, room);
            portion.Next++;
            return;
        }
        place.Pages.Budget.Check((long)count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        Release();
        using SharedMemory<T> elements = SharedMemory<T>.Rent(count);
        decoder.Decode(record.Data, elements.Span);
        while (portion.Next < portion.Segments.Count && portion.PageOf(portion.Segments[portion.Next]) == page.Key)
        {
            Segment segment = portion.Segments[portion.Next++];
            Add(portion, segment.Range, elements.Span.Slice(segment.First, segment.Count));
        }
        if (isKept) Keep(elements, page.Key);
    }

    // What stands before the page: elements that are not stored, or those of a page that was kept.
    private void AddUpTo(Portion portion, (int Cluster, int Page)? page)
    {
        for (; portion.Next < portion.Segments.Count; portion.Next++)
        {
            Segment segment = portion.Segments[portion.Next];
            if (segment.Page < 0) AddZeros(portion, segment.Range, segment.Count);
            else if (portion.PageOf(segment) == page) return;
            else if (portion.PageOf(segment) == _keptPage)
                Add(portion, segment.Range, _kept!.Span.Slice(segment.First, segment.Count));
            else throw new InvalidOperationException($"{Label}: a page was planned and not decoded.");
        }
    }

    private void End(BatchDraft draft, Portion portion, NTuplePieces pieces)
    {
        AddUpTo(portion, null);
        if (_keptPage != portion.Keeps || !draft.HasNext) Release();
        End(portion, pieces);
    }

    private void Keep(SharedMemory<T> elements, (int Cluster, int Page) page)
    {
        place.Pages.Budget.Take((long)elements.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        (_kept, _keptPage) = (elements.Share(), page);
    }

    private void Release()
    {
        if (_kept is not null) place.Pages.Budget.Return((long)_kept.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        _kept?.Dispose();
        (_kept, _keptPage) = (null, null);
    }

    private static long FirstSeekOf(ReaderPlace place)
    {
        foreach (Cluster cluster in place.Clusters)
            if (cluster.Find(place.Column) is { Pages: { Count: > 0 } pages }) return pages[0].Seek;
        return 0;
    }
}
