using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>
/// The columns of one batch behind the members of a record, as generated code asks for them. Of a record in lists the entries are the
/// records of all lists, one behind the other.
/// </summary>
public sealed class RecordColumns
{
    private readonly RecordBinding _binding;
    private readonly EntryBatch _batch;
    private readonly int _entryCount;
    private readonly List<Column> _kept;

    internal RecordColumns(RecordBinding binding, EntryBatch batch) : this(binding, batch, batch.EntryCount, []) { }

    private RecordColumns(RecordBinding binding, EntryBatch batch, int entryCount, List<Column> kept) =>
        (_binding, _batch, _entryCount, _kept) = (binding, batch, entryCount, kept);

    /// <summary>The values of a member of one value.</summary>
    /// <param name="member">Its place among the members.</param>
    /// <param name="missing">The value of every entry where the column is missing.</param>
    public ValueColumn<T> Values<T>(int member, T missing = default) where T : unmanaged =>
        _binding.ColumnOf(member) is { } column
            ? new ValueColumn<T>(_batch.GetAs<T>(column).Memory, isMissing: false)
            : new ValueColumn<T>(_binding.Fill(member, missing, _entryCount), isMissing: true);

    /// <summary>The lists of a member that is a list or a text.</summary>
    /// <param name="member">Its place among the members.</param>
    public ListColumn<T> Lists<T>(int member) where T : unmanaged =>
        Find<T>(member) is { } column
            ? new ListColumn<T>(column.Memory, LevelOffsets.Of(column, _binding.Depth, isLast: true))
            : new ListColumn<T>(default, default);

    /// <summary>The lists of lists of a member.</summary>
    /// <param name="member">Its place among the members.</param>
    public NestedColumn<T> Nested<T>(int member) where T : unmanaged =>
        Find<T>(member) is { } column
            ? new NestedColumn<T>(column.Memory, LevelOffsets.Of(column, _binding.Depth),
                LevelOffsets.Of(column, _binding.Depth + 1, isLast: true))
            : new NestedColumn<T>(default, default, default);

    /// <summary>The records of a member that is a record.</summary>
    /// <param name="member">Its place among the members.</param>
    /// <exception cref="RootException">Columns of a list of records differ in the length of a list.</exception>
    public RecordColumn<T> Record<T>(int member) where T : IRootRecord<T> =>
        _binding.RecordOf(member) is { } inner
            ? new RecordColumn<T>(T.Bind(new RecordColumns(inner, _batch, _entryCount, _kept))) : default;

    /// <summary>The records of a member that is a list of records.</summary>
    /// <param name="member">Its place among the members.</param>
    /// <exception cref="RootException">Their columns differ in the length of a list.</exception>
    public RecordListColumn<T> Records<T>(int member) where T : IRootRecord<T>
    {
        if (_binding.RecordOf(member) is not { } inner) return default;
        IReadOnlyList<string> columns = inner.Columns;
        Column first = _batch[columns[0]];
        LevelOffsets level = LevelOffsets.Of(first, _binding.Depth);
        foreach (string other in columns.Skip(1))
            if (level.FindUnlike(LevelOffsets.Of(_batch[other], _binding.Depth), _entryCount) is { } unlike)
                throw Differ(inner, first, _batch[other], unlike);
        return new RecordListColumn<T>(T.Bind(new RecordColumns(inner, _batch, level.Count(_entryCount), _kept)), level);
    }

    /// <summary>Leaves the memory that records refer to out of the pool: it lives as long as somebody holds it.</summary>
    internal void Keep()
    {
        foreach (Column column in _kept) _ = column.Share();   // a handle that is dropped costs reuse, never a leak
    }

    private Column<T>? Find<T>(int member) where T : unmanaged
    {
        if (_binding.ColumnOf(member) is not { } name) return null;
        // Text and bytes have one more level, which a conversion would not know.
        Column<T> column = _batch[name].Type.HasCharacters ? _batch.Get<T>(name) : _batch.GetAs<T>(name);
        if (_binding.Members[member].KeepsMemory) _kept.Add(column);
        return column;
    }

    private RootException Differ(RecordBinding records, Column first, Column other, int parent)
    {
        int entry = parent;
        for (int depth = _binding.Depth; depth-- > 0;) entry = LevelOffsets.Of(first, depth).ParentOf(entry, CountAt(first, depth));
        return new RootException($"Entry {_batch.Identities.Entries[entry]}: '{other.Name}' has {LengthOf(other, parent)} elements, "
            + $"'{first.Name}' {LengthOf(first, parent)}: {records.Path.TrimEnd('.')} cannot be one list of records. "
            + "Declare one of them as a list of its own.")
        { Object = $"column '{other.Name}'" };
    }

    private int LengthOf(Column column, int parent)
    {
        (int first, int end) = LevelOffsets.Of(column, _binding.Depth)[parent];
        return end - first;
    }

    // Parents of a level: the entries, or the elements of the level above.
    private int CountAt(Column column, int depth)
    {
        int count = _batch.EntryCount;
        for (int above = 0; above < depth; above++) count = LevelOffsets.Of(column, above).Count(count);
        return count;
    }
}
