using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// One branch on its way through the tree. Planning runs ahead and names the baskets of each batch; decoding follows, basket after basket
/// in their order, on one thread at a time. Of a basket that reaches into the next batch, the rest is kept for it.
/// </summary>
internal sealed class BranchReader(Branch branch, DecoderRun[] runs, RecordReader records, ReadBudget budget, CountReader counter)
    : PartReader
{
    // Records seldom hold more; where one does, its column grows while it is decoded.
    private const int UsualExpansion = 16;

    private readonly List<(LoadedBasket Basket, int Bytes)> _kept = [];     // the entries that the next batch begins with
    private LoadedBasket? _spare;       // was kept, and has no memory
    private BatchDraft? _draft;
    private int _next;                  // the first basket that no batch has asked for
    private int _range;                 // where decoding stands: among the ranges of the draft,
    private long _entry;                // and the entry there that comes next

    public Branch Branch { get; } = branch;

    public DecoderRun[] Runs { get; } = runs;

    public override string Label => $"branch '{Branch.Name}'";

    public override long FirstSeek => Branch.Baskets.Count > 0 ? Branch.Baskets[0].Seek : 0;

    public override void Jump() => _next = 0;

    /// <summary>Finds the baskets of a batch that are not asked for yet.</summary>
    public void Plan(BatchDraft draft)
    {
        Planned.Clear();
        PlannedBytes = 0;
        IReadOnlyList<BasketPlace> places = Branch.Baskets;
        if (_next == 0) _next = FirstEndingBehind(places, draft.Window.First);
        int range = 0;
        for (int i = _next; i < places.Count && places[i].FirstEntry < draft.Window.End; i++)
        {
            BasketPlace place = places[i];
            bool endsHere = place.EndEntry <= draft.Window.End;
            while (range < draft.Entries.Length && draft.Entries[range].End <= place.FirstEntry) range++;
            bool isWanted = range < draft.Entries.Length && draft.Entries[range].First < place.EndEntry;
            if (isWanted)
            {
                Planned.Add(place);
                PlannedBytes += place.StoredBytes;
            }
            if (isWanted || endsHere) _next = i + 1;
        }
    }

    public override void Ask(RecordPlace place, ReadPlan plan)
    {
        BasketPlace basket = (BasketPlace)place;
        if (basket.Embedded is not null) return;
        if (basket.Seek == 0)
            throw new RootException($"Basket {basket.Index} of branch '{Branch.Name}' (entries {basket.FirstEntry} to "
                + $"{basket.EndEntry}) is neither on disk nor in the tree: the file was not closed.")
            { File = records.Source.Location, Object = Branch.Name };
        plan.Add(records.Source, basket.Seek, basket.RecordBytes);
    }

    /// <summary>
    /// The counts of a basket's entries, where its bytes do not tell them: its writer left the offsets out, or stored nothing at all.
    /// </summary>
    public override async ValueTask<IDisposable?> FetchBesideAsync(
        RecordPlace place, ReadPlan plan, CancellationToken cancellationToken)
    {
        BasketPlace basket = (BasketPlace)place;
        ColumnProgram program = Runs[0].Program;
        bool isWanted = (program.ElementBytes > 0 && LacksOffsets(basket, plan))
            || (program.Decoder.CountsByBytes && program.CountsFrom?.Branch.EntryCount >= basket.EndEntry && HoldsNoBytes(basket, plan));
        return isWanted ? await counter.ReadForAsync(program, basket, cancellationToken).ConfigureAwait(false) : null;
    }

    public override LoadedBasket Load(RecordPlace place, ReadPlan plan, IDisposable? beside, LoadedBasket scratch)
    {
        BasketPlace basket = (BasketPlace)place;
        if (basket.Embedded is { } embedded) BasketLoader.Load(scratch, basket, embedded, records.Source.Location, Branch.Name);
        else BasketLoader.Load(scratch, basket, plan.Get(basket.Seek, basket.RecordBytes), records, Branch.Name, budget);
        if (scratch.NeedsOffsets || beside is not null) SetCounts(scratch, beside as Column<int>);
        return scratch;
    }

    public override void Decode(BatchDraft draft, ReadItem item, LoadedBasket? record)
    {
        if (!ReferenceEquals(_draft, draft)) Begin(draft, item.StoredBytes);
        if (record is not null)
        {
            Add(draft, record);
            if (draft.HasNext && record.EndEntry > draft.Window.End) Keep(record, draft.Window.End);
        }
        if (item.IsLast) End(draft);
    }

    public override void Dispose()
    {
        ReleaseKept(long.MaxValue);
        foreach (DecoderRun run in Runs) run.Dispose();
    }

    private void Begin(BatchDraft draft, long storedBytes)
    {
        if (draft.BeginsRange) ReleaseKept(long.MaxValue);
        _draft = draft;
        _range = 0;
        _entry = draft.Entries.Length > 0 ? draft.Entries[0].First : draft.Window.First;
        long expected = Math.Min(Branch.DataBytesOf(draft.EntryCount), KeptBytes() + storedBytes * UsualExpansion);
        int lists = (int)Math.Min(draft.EntryCount, expected / sizeof(int));
        foreach (DecoderRun run in Runs)
            run.Fill.Begin(draft.EntryCount, expected, (draft.Pieces as BranchCounts)?.Of(run),
                run.Collection is { } collection ? draft.OffsetsOf(collection, lists) : null);
        foreach ((LoadedBasket basket, _) in _kept) Add(draft, basket);
        ReleaseKept(draft.HasNext ? draft.Window.End : long.MaxValue);
    }

    private void SetCounts(LoadedBasket basket, Column<int>? counts)
    {
        try
        {
            if (counts is null) throw new RootException("Its offsets are not stored, and no counter tells them.");
            if (basket.NeedsOffsets) basket.SetCounts(counts.Values, Runs[0].Program.ElementBytes);
            else CheckNothingIsMissing(basket, counts.Values);
        }
        catch (RootException failure)
        {
            throw failure.In(records.Source.Location, Runs[0].Label, basket.Label.Seek);
        }
    }

    private static bool LacksOffsets(BasketPlace basket, ReadPlan plan) => basket.Embedded is { } embedded
        ? embedded.Header.GeneratesOffsets
        : BasketLoader.LacksOffsets(plan.Get(basket.Seek, basket.RecordBytes).Span);

    private static bool HoldsNoBytes(BasketPlace basket, ReadPlan plan) => basket.Embedded is { } embedded
        ? embedded.Data.Length == 0
        : BasketLoader.HoldsNoBytes(plan.Get(basket.Seek, basket.RecordBytes).Span);

    // Of members whose class has no dictionary ROOT stores nothing, and says so to nobody.
    private static void CheckNothingIsMissing(LoadedBasket basket, ReadOnlySpan<int> counts)
    {
        int negative = counts.IndexOfAnyInRange(int.MinValue, -1);
        if (negative >= 0)
            throw new RootException($"Its counter says {counts[negative]} elements for entry {basket.FirstEntry + negative}, where none "
                + "below 0 was expected: the counter is damaged.");
        int first = counts.IndexOfAnyExcept(0);
        if (first < 0 || basket.DataBytes > 0) return;
        string why = $"Nothing is stored for the {counts[first]} elements of entry {basket.FirstEntry + first}: "
            + "their values were lost when the file was written.";
        throw new RootException(why) { WhyUndecodable = why, IsNothingStored = true };
    }

    // A basket may hold several of the ranges, and a range several baskets.
    private void Add(BatchDraft draft, LoadedBasket basket)
    {
        while (_range < draft.Entries.Length && _entry >= basket.FirstEntry && _entry < basket.EndEntry)
        {
            EntryRange wanted = draft.Entries[_range];
            long end = Math.Min(wanted.End, basket.EndEntry);
            Add(draft, new BasketSegment(basket, (int)(_entry - basket.FirstEntry), (int)(end - _entry)));
            _entry = end;
            if (end == wanted.End && ++_range < draft.Entries.Length) _entry = draft.Entries[_range].First;
        }
    }

    private void Add(BatchDraft draft, BasketSegment segment)
    {
        try
        {
            budget.CheckBatch(draft.AddDecoded(segment.Bytes.Length));
        }
        catch (RootException failure)
        {
            throw failure.In(records.Source.Location, Runs[0].Label);
        }
        foreach (DecoderRun run in Runs)
        {
            try
            {
                run.Fill.Add(segment);
            }
            catch (RootException failure)
            {
                throw failure.In(records.Source.Location, run.Label);
            }
            catch (OverflowException)
            {
                throw new RootException($"The entries up to {segment.Basket.EndEntry} hold more than {int.MaxValue} values in one batch: "
                    + "read smaller ones (ReadOptions.BatchSize).") { File = records.Source.Location, Object = run.Label };
            }
        }
    }

    private void End(BatchDraft draft)
    {
        if (_range < draft.Entries.Length)
            throw new RootException($"No basket holds entry {_entry}, the branch has {Branch.EntryCount}.")
            { File = records.Source.Location, Object = Runs[0].Label };
        foreach (DecoderRun run in Runs) run.End(draft.Columns);
    }

    // The memory that a basket was loaded into is its thread's, which wants it for the next.
    private void Keep(LoadedBasket basket, long fromEntry)
    {
        int first = (int)Math.Max(0, fromEntry - basket.FirstEntry), bytes = basket.BytesFrom(first);
        budget.Take(bytes);
        LoadedBasket kept = _spare ?? new LoadedBasket();
        _spare = null;
        kept.TakeFrom(basket, first);
        _kept.Add((kept, bytes));
    }

    private long KeptBytes()
    {
        long bytes = 0;
        foreach ((LoadedBasket basket, _) in _kept) bytes += basket.DataBytes;
        return bytes;
    }

    private void ReleaseKept(long before)
    {
        int done = 0;
        for (; done < _kept.Count && _kept[done].Basket.EndEntry <= before; done++)
        {
            (_spare, int bytes) = _kept[done];
            _spare.Dispose();
            budget.Return(bytes);
        }
        _kept.RemoveRange(0, done);
    }

    private static int FirstEndingBehind(IReadOnlyList<BasketPlace> places, long entry)
    {
        int low = 0, high = places.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (places[middle].EndEntry <= entry) low = middle + 1; else high = middle;
        }
        return low;
    }
}
