namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// Puts the records of a batch into the order in which they are fetched and decoded, and cuts that into steps: those of one part ascend,
/// and what lies together in the file comes together.
/// </summary>
internal sealed class StepPlanner
{
    // A step's records are decoded from the processor's cache, where fetching just put them, and are dropped before the next come.
    private const long StepBytes = 1 << 18;

    private readonly PartReader[] _parts;

    public StepPlanner(IReadOnlyList<PartReader> parts)
    {
        // As the file has them: within a cluster, writers keep the order of the parts.
        _parts = [.. parts.OrderBy(p => p.FirstSeek)];
    }

    /// <summary>The steps of the batch that every part has planned, at least one.</summary>
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
        foreach (PartReader part in _parts)
        {
            rounds = Math.Max(rounds, part.Planned.Count);
            count += Math.Max(1, part.Planned.Count);
        }
        ReadItem[] items = new ReadItem[count];
        count = 0;
        for (int round = 0; round < rounds; round++)
            foreach (PartReader part in _parts)
            {
                RecordPlace? place = round < part.Planned.Count ? part.Planned[round] : null;
                if (place is not null || round == 0) items[count++] = new ReadItem(part, place, count - 1, part.PlannedBytes, false);
            }
        if (!IsInOrder(items)) Array.Sort(items, Compare);
        Number(items);
        return items;
    }

    // Where all parts are cut at the same entries, as clusters are, the rounds are in order already.
    private static bool IsInOrder(ReadItem[] items)
    {
        for (int i = 1; i < items.Length; i++)
            if (items[i].Place is { } place && items[i - 1].Place is { } before && place.FirstEntry < before.FirstEntry) return false;
        return true;
    }

    private static int Compare(ReadItem x, ReadItem y)
    {
        int byEntry = (x.Place?.FirstEntry ?? -1).CompareTo(y.Place?.FirstEntry ?? -1);
        if (byEntry != 0) return byEntry;
        int byRank = (x.Place?.Rank ?? 0).CompareTo(y.Place?.Rank ?? 0);
        return byRank != 0 ? byRank : x.Turn.CompareTo(y.Turn);
    }

    private void Number(ReadItem[] items)
    {
        foreach (PartReader part in _parts) part.Remaining = Math.Max(1, part.Planned.Count);
        foreach (ref ReadItem item in items.AsSpan())
            item = item with { Turn = item.Reader.Order.Plan(), IsLast = --item.Reader.Remaining == 0 };
    }
}
