namespace Hep.Jagged;

/// <summary>Keeps the entries for which a cut holds.</summary>
internal static class EntryFilter
{
    /// <summary>The step for a cut.</summary>
    public static Func<EntryBatch, EntryBatch?> Begin(Expression cut)
    {
        PerSchema<BoundExpression> bound = new(cut.BindEntryCut);
        return batch =>
        {
            using Column<bool> kept = bound.For(batch).EvaluateMask(batch);
            return Keep(batch, kept.Values);
        };
    }

    /// <summary>A batch of the entries that are marked, or null where none is.</summary>
    public static EntryBatch? Keep(EntryBatch batch, ReadOnlySpan<bool> marks)
    {
        int count = marks.Count(true);
        if (count == 0) return null;
        if (count == marks.Length) return batch.Share();
        using SharedMemory<int> entries = SharedMemory<int>.Rent(count);
        int next = 0;
        for (int i = 0; i < marks.Length; i++)
            if (marks[i]) entries.Span[next++] = i;
        return batch.Take(entries.Span);
    }
}
