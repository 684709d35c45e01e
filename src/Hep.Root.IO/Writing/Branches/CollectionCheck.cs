using Hep.Jagged;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>
/// Holds the columns of each collection to one counter: their lists are equally long in every entry, and what the counter's own column says
/// is their length.
/// </summary>
internal sealed class CollectionCheck
{
    private readonly List<Collection> _collections = [];

    public CollectionCheck(Schema schema, IReadOnlyList<PlannedBranch> branches)
    {
        foreach (PlannedBranch counter in branches.Where(b => b.Form.IsCounter))
            _collections.Add(new Collection(
                schema.TryGet(counter.Form.Name, out _) ? schema.GetIndex(counter.Form.Name) : -1,
                [.. branches.Where(b => b.Form.Counter == counter.Form).Select(b => b.Column)]));
    }

    /// <exception cref="RootException">Lists of a collection differ, or its counter says something else.</exception>
    public void Check(IReadOnlyList<Column> columns, long firstEntry)
    {
        foreach (Collection collection in _collections)
        {
            Column first = columns[collection.Columns[0]];
            foreach (int index in collection.Columns.AsSpan(1)) CheckOffsets(first, columns[index], firstEntry);
            if (collection.Counter >= 0) CheckCounter(columns[collection.Counter], first, firstEntry);
        }
    }

    private static void CheckOffsets(Column first, Column other, long firstEntry)
    {
        if (UnequalLists.Find(first, other, level: 0) is { } unequal)
            throw new RootException($"Entry {firstEntry + unequal.Entry}: '{other.Name}' has {unequal.Found} elements, "
                + $"'{first.Name}', with the same counter, {unequal.Expected}. Give one of them another ColumnSchema.Counter.");
    }

    private static void CheckCounter(Column counter, Column counted, long firstEntry)
    {
        using SharedMemory<long> converted = ColumnConversion.Read<long>(counter);
        ReadOnlySpan<long> counts = converted.Span;
        ReadOnlySpan<int> offsets = counted.Offsets(0);
        for (int i = 0; i < counts.Length; i++)
            if (counts[i] != offsets[i + 1] - offsets[i])
                throw new RootException($"Entry {firstEntry + i}: the counter '{counter.Name}' is {counts[i]}, and '{counted.Name}' has "
                    + $"{offsets[i + 1] - offsets[i]} elements. Leave the column '{counter.Name}' out: it is made of the lists.");
    }

    private sealed record Collection(int Counter, int[] Columns);
}
