using Hep.Jagged;

namespace Hep.Root.IO.Writing.Outputs;

/// <summary>
/// Holds the columns of each collection to one counter: their lists are equally long in every entry, and what the counter's own column says
/// is their length.
/// </summary>
internal sealed class CollectionCheck
{
    private readonly List<Collection> _collections;

    /// <param name="schema">The columns.</param>
    /// <param name="counterOf">What counts the lists of a column; null where nothing does.</param>
    public CollectionCheck(Schema schema, Func<ColumnSchema, string?> counterOf) => _collections =
        [.. Enumerable.Range(0, schema.Count).Where(i => schema[i].Dimensions is [{ IsVariable: true }, ..])
            .GroupBy(i => counterOf(schema[i])).Where(lists => lists.Key is not null)
            .Select(lists => new Collection(IsCounter(schema, lists.Key!) ? schema.GetIndex(lists.Key!) : null, [.. lists]))];

    /// <exception cref="RootException">Lists of a collection differ, or its counter says something else.</exception>
    public void Check(IReadOnlyList<Column> columns, long firstEntry)
    {
        foreach (Collection collection in _collections)
        {
            Column first = columns[collection.Lists[0]];
            foreach (int other in collection.Lists.AsSpan(1)) UnequalLists.Check(first, columns[other], level: 0, firstEntry);
            if (collection.Counter is { } counter) CheckCounter(columns[counter], first, firstEntry);
        }
    }

    // A column of the counter's name that cannot count is a column like others, where the format needs no counter.
    private static bool IsCounter(Schema schema, string name) =>
        schema.TryGet(name, out ColumnSchema? column) && column.Type.IsInteger && column.Dimensions.IsEmpty;

    private static void CheckCounter(Column counter, Column counted, long firstEntry)
    {
        using SharedMemory<long> converted = ColumnConversion.Read<long>(counter);
        ReadOnlySpan<long> counts = converted.Span;
        ReadOnlySpan<int> offsets = counted.Offsets(0);
        for (int i = 0; i < counts.Length; i++)
            if (counts[i] != offsets[i + 1] - offsets[i])
                throw new RootException($"Entry {firstEntry + i}: the counter '{counter.Name}' is {counts[i]}, and '{counted.Name}' has "
                    + $"{offsets[i + 1] - offsets[i]} elements. Correct it, leave '{counter.Name}' out, or give it another name "
                    + "([RootColumn] on a record's member), or the lists of a batch another ColumnSchema.Counter.");
    }

    private sealed record Collection(int? Counter, int[] Lists);
}
