using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>One branch on its way through the tree: the baskets that are loaded now, and the columns decoded from them.</summary>
internal sealed class BranchReader(Branch branch, RecordReader records, BasketBudget budget) : IDisposable
{
    private readonly List<LoadedBasket> _loaded = [];

    public Branch Branch { get; } = branch;

    public IEnumerable<LoadedBasket> WithoutOffsets => _loaded.Where(b => b.NeedsOffsets && !b.HasOffsets);

    /// <summary>Asks a plan for the baskets of entries that are not loaded yet; embedded ones need no reading.</summary>
    public void Plan(long first, long end, ReadPlan plan)
    {
        // backwards, as counters are read: what is loaded must be consecutive
        if (_loaded.Count > 0 && first < _loaded[0].FirstEntry) Release(long.MaxValue);
        foreach (BasketPlace place in Missing(first, end))
        {
            if (place.Embedded is not null) continue;
            if (place.Seek == 0)
                throw new RootException($"Basket {place.Index} of branch '{Branch.Name}' (entries {place.FirstEntry} to {place.EndEntry}) "
                    + "is neither on disk nor in the tree: the file was not closed.")
                { File = records.Source.Location, Object = Branch.Name };
            plan.Add(records.Source, place.Seek, place.RecordBytes);
        }
    }

    /// <summary>Decompresses the baskets that the plan has read.</summary>
    public void Load(long first, long end, ReadPlan plan)
    {
        foreach (BasketPlace place in Missing(first, end))
            _loaded.Add(place.Embedded is { } embedded
                ? BasketLoader.Load(place, embedded, records.Source.Location, Branch.Name, budget)
                : BasketLoader.Load(place, plan.Get(place.Seek, place.RecordBytes), records, Branch.Name, budget));
    }

    /// <summary>Decodes entries whose baskets are loaded into the columns of a batch.</summary>
    public void Decode(DecoderRun run, long first, int count, Column?[] batch)
    {
        List<BasketSegment> segments = [];
        long next = first;
        foreach (LoadedBasket basket in _loaded)
        {
            if (basket.EndEntry <= next || basket.FirstEntry >= first + count) continue;
            if (basket.FirstEntry > next) break;
            if (basket is { NeedsOffsets: true, HasOffsets: false })
                throw new RootException($"{basket.Label}: its counter gives the places of its entries, and the branch has none.")
                { File = records.Source.Location, Object = run.Label, Offset = basket.Seek };
            int from = (int)(next - basket.FirstEntry), taken = (int)(Math.Min(basket.EndEntry, first + count) - next);
            segments.Add(new BasketSegment(basket, from, taken));
            next += taken;
        }
        try
        {
            if (next != first + count) throw new RootException($"No basket holds entry {next}, the branch has {Branch.EntryCount}.");
            using Column<int>? counts = run.Counts?.DecodeCounts(first, count);
            run.Decode(CollectionsMarshal.AsSpan(segments), count, counts, batch);
        }
        catch (RootException failure)
        {
            throw failure.In(records.Source.Location, run.Label);
        }
        catch (OverflowException)
        {
            throw new RootException(
                $"Entries {first} to {first + count} hold more than {int.MaxValue} values: read smaller batches (ReadOptions.BatchSize).")
            { File = records.Source.Location, Object = run.Label };
        }
    }

    /// <summary>Gives back the baskets that end before an entry.</summary>
    public void Release(long before)
    {
        int done = 0;
        for (; done < _loaded.Count && _loaded[done].EndEntry <= before; done++)
        {
            budget.Return(_loaded[done].PlainBytes);
            _loaded[done].Dispose();
        }
        _loaded.RemoveRange(0, done);
    }

    public void Dispose() => Release(long.MaxValue);

    // What is loaded is consecutive: missing are the baskets behind it, or those of the range.
    private IEnumerable<BasketPlace> Missing(long first, long end)
    {
        IReadOnlyList<BasketPlace> places = Branch.Baskets;
        long behind = _loaded.Count > 0 ? Math.Max(first, _loaded[^1].EndEntry) : first;
        int low = 0, high = places.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (places[middle].EndEntry <= behind) low = middle + 1; else high = middle;
        }
        for (int i = low; i < places.Count && places[i].FirstEntry < end; i++) yield return places[i];
    }
}
