using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>The columns of one batch behind the members of a record, as generated code asks for them.</summary>
public sealed class RecordColumns
{
    private readonly RecordBinding _binding;
    private readonly EntryBatch _batch;
    private List<Column>? _kept;

    internal RecordColumns(RecordBinding binding, EntryBatch batch)
    {
        _binding = binding;
        _batch = batch;
    }

    /// <summary>The values of a member of one value.</summary>
    /// <param name="member">Its place among the members.</param>
    /// <param name="missing">The value of every entry where the column is missing.</param>
    public ValueColumn<T> Values<T>(int member, T missing = default) where T : unmanaged =>
        _binding.IsMissing(member)
            ? new ValueColumn<T>(_binding.Fill(member, missing, _batch.EntryCount), isMissing: true)
            : new ValueColumn<T>(_batch.GetAs<T>(_binding.Members[member].Column).Memory, isMissing: false);

    /// <summary>The lists of a member that is a list or a text.</summary>
    /// <param name="member">Its place among the members.</param>
    public ListColumn<T> Lists<T>(int member) where T : unmanaged
    {
        if (_binding.IsMissing(member)) return new ListColumn<T>(default, default);
        Column<T> column = Find<T>(member);
        return new ListColumn<T>(column.Memory, column.Schema.OffsetLevels == 0 ? new LevelOffsets(column.Schema.FixedCount)
            : new LevelOffsets(column.OffsetsAsMemory(0)));
    }

    /// <summary>The lists of lists of a member.</summary>
    /// <param name="member">Its place among the members.</param>
    public NestedColumn<T> Nested<T>(int member) where T : unmanaged
    {
        if (_binding.IsMissing(member)) return new NestedColumn<T>(default, default, default);
        Column<T> column = Find<T>(member);
        bool isOuterVariable = column.Schema.Dimensions[0].IsVariable;
        LevelOffsets outer = isOuterVariable ? new LevelOffsets(column.OffsetsAsMemory(0))
            : new LevelOffsets(column.Schema.Dimensions[0].Size);
        int below = isOuterVariable ? 1 : 0;
        bool isInnerVariable = column.Schema.OffsetLevels > below;
        LevelOffsets inner = isInnerVariable ? new LevelOffsets(column.OffsetsAsMemory(below))
            : new LevelOffsets(column.Schema.FixedCount / (isOuterVariable ? 1 : column.Schema.Dimensions[0].Size));
        return new NestedColumn<T>(column.Memory, outer, inner);
    }

    /// <summary>Leaves the memory that records refer to out of the pool: it lives as long as somebody holds it.</summary>
    internal void Keep()
    {
        if (_kept is null) return;
        foreach (Column column in _kept) _ = column.Share();   // a handle that is dropped costs reuse, never a leak
    }

    private Column<T> Find<T>(int member) where T : unmanaged
    {
        RecordMember known = _binding.Members[member];
        // Text and bytes have one more level, which a conversion would not know.
        Column<T> column = _batch[known.Column].Type.HasCharacters ? _batch.Get<T>(known.Column) : _batch.GetAs<T>(known.Column);
        if (known.KeepsMemory) (_kept ??= []).Add(column);
        return column;
    }
}
