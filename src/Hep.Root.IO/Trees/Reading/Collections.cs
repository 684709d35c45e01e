using Hep.Jagged;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>Which columns of a batch are lists of one collection: as many elements in each entry, unless the file lies.</summary>
internal sealed class Collections
{
    private readonly int[] _collections;

    public Collections(Schema schema)
    {
        _collections = new int[schema.Count];
        Array.Fill(_collections, -1);
        IEnumerable<IGrouping<string, int>> shared = Enumerable.Range(0, schema.Count)
            .Where(c => schema[c] is { Counter: not null, Dimensions: [{ IsVariable: true }, ..] })
            .GroupBy(c => schema[c].Counter!, StringComparer.Ordinal)
            .Where(columns => columns.Count() > 1);
        foreach (IGrouping<string, int> columns in shared)
        {
            foreach (int column in columns) _collections[column] = Count;
            Count++;
        }
    }

    /// <summary>The number of collections of more than one column.</summary>
    public int Count { get; }

    /// <summary>The collection of a column; null where no other column is of it.</summary>
    public int? Of(int column) => _collections[column] is >= 0 and var collection ? collection : null;
}
