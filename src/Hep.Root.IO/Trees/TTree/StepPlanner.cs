namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Puts the baskets of a batch into the order in which they are fetched and decoded, and cuts that into steps: those of one branch ascend,
/// and what lies together in the file comes together.
/// </summary>
internal sealed class StepPlanner
{
    // A step's records are decoded from the processor's cache, where fetching just put them, and are dropped before the next come.
    private const long StepBytes = 1 << 18;

    private readonly BranchReader[] _branches;

    public StepPlanner(BranchReader[] branches)
    {
        // As the file has them: within a cluster, writers keep the order of the branches.
        _branches = [.. branches.OrderBy(b => b.Branch.Baskets.Count > 0 ? b.Branch.Baskets[0].Seek : 0)];
    }

    /// <summary>The steps of the batch that every branch has planned, at least one.</summary>
    public IEnumerable<ReadStep> Steps(BatchDraft draft, BatchReader reader)
    {
        ReadItem[] items = InOrder();
        int first = 0;
        do
        {
            int next = EndOfStep(items, first);
            yield return new ReadStep(draft, new ArraySegment<ReadItem>(items, first, next - first), reader)
            {
                EndsBatch = next == items.Length,
            };
            first = next;
        }
        while (first < items.Length);
    }

    private static int EndOfStep(ReadItem[] items, int first)
    {
        long bytes = 0;
        int next = first;
        do bytes += BytesOf(next++);
        while (next < items.Length && bytes + BytesOf(next) <= StepBytes);
        return Math.Min(next, items.Length);

        long BytesOf(int item) => item < items.Length ? items[item].Place?.RecordBytes ?? 0 : 0;
    }

    private ReadItem[] InOrder()
    {
        int rounds = 1, count = 0;
        foreach (BranchReader branch in _branches)
        {
            rounds = Math.Max(rounds, branch.Planned.Count);
            count += Math.Max(1, branch.Planned.Count);
        }
        ReadItem[] items = new ReadItem[count];
        count = 0;
        for (int round = 0; round < rounds; round++)
            foreach (BranchReader branch in _branches)
            {
                BasketPlace? place = round < branch.Planned.Count ? branch.Planned[round] : null;
                if (place is not null || round == 0) items[count++] = new ReadItem(branch, place, 0, branch.PlannedBytes, false);
            }
        if (!IsInOrder(items)) Array.Sort(items, static (x, y) => Compare(x.Place, y.Place));
        Number(items);
        return items;
    }

    // Where all branches are cut at the same entries, as clusters are, the rounds are in order already.
    private static bool IsInOrder(ReadItem[] items)
    {
        for (int i = 1; i < items.Length; i++)
            if (items[i].Place is { } place && items[i - 1].Place is { } before && place.FirstEntry < before.FirstEntry) return false;
        return true;
    }

    private static int Compare(BasketPlace? x, BasketPlace? y)
    {
        int byEntry = (x?.FirstEntry ?? -1).CompareTo(y?.FirstEntry ?? -1);
        return byEntry != 0 ? byEntry : (x?.Seek ?? 0).CompareTo(y?.Seek ?? 0);
    }

    private void Number(ReadItem[] items)
    {
        foreach (BranchReader branch in _branches) branch.Remaining = Math.Max(1, branch.Planned.Count);
        foreach (ref ReadItem item in items.AsSpan())
            item = item with { Turn = item.Reader.Order.Plan(), IsLast = --item.Reader.Remaining == 0 };
    }
}
