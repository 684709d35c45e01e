using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>The columns of a batch while they are taken, one by one, from what records filled.</summary>
internal sealed class TakenColumns(Schema schema, int entryCount)
{
    private readonly List<Column> _columns = [];
    private readonly List<SharedMemory<int>> _lists = [];   // that the records lie in, outermost first

    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Adds the next column of the schema.</summary>
    /// <param name="values">Its values.</param>
    /// <param name="offsets">The levels that are its own, below the lists of its record.</param>
    public void Add<T>(SharedMemory<T> values, params SharedMemory<int>[] offsets) where T : unmanaged =>
        _columns.Add(Column<T>.OfFitting(schema[_columns.Count], entryCount, values, [.. _lists.Select(l => l.Share()), .. offsets]));

    /// <summary>Adds columns of records in lists, which share the memory of these offsets: that makes them one collection.</summary>
    public void AddRecords(RecordDraft records, SharedMemory<int> offsets)
    {
        _lists.Add(offsets);
        records.Take(this);
        _lists.RemoveAt(_lists.Count - 1);
        offsets.Dispose();
    }
}
