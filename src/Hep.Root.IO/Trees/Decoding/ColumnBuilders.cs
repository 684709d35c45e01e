using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// What the nodes of a branch write to: one builder for each of its columns that is wanted, and one for each level of offsets above those.
/// Nodes of columns that nobody wants find no builder, and only pass over their bytes.
/// </summary>
internal sealed class ColumnBuilders : IDisposable
{
    private readonly ColumnSlots _slots;
    private readonly OffsetsBuilder?[] _offsets;
    private readonly ColumnBuilder?[] _values;
    private readonly int[] _wantedBefore;
    private readonly GrowingMemory<int>?[] _counts;
    private ObjectTags? _tags;
    private AbsentEntry? _absent;

    /// <param name="slots">The columns of the branch.</param>
    /// <param name="wanted">For each of them its schema, or null where it is not wanted.</param>
    public ColumnBuilders(ColumnSlots slots, ReadOnlySpan<ColumnSchema?> wanted)
    {
        _slots = slots;
        _offsets = new OffsetsBuilder?[slots.OffsetsCount];
        _values = new ColumnBuilder?[slots.Leaves.Count];
        _wantedBefore = new int[slots.Leaves.Count + 1];
        _counts = new GrowingMemory<int>?[slots.CountsCount];
        for (int leaf = 0; leaf < _values.Length; leaf++)
        {
            _wantedBefore[leaf + 1] = _wantedBefore[leaf] + (wanted[leaf] is null ? 0 : 1);
            if (wanted[leaf] is null) continue;
            _values[leaf] = slots.Leaves[leaf].NewBuilder();
            foreach (int level in slots.Leaves[leaf].Offsets) _offsets[level] ??= new OffsetsBuilder();
        }
    }

    /// <summary>The class names and objects of the entry that is read: pointers refer to them.</summary>
    public ObjectTags Tags => _tags ??= new ObjectTags();

    /// <summary>Whether the objects that are read now are known to have no headers.</summary>
    public bool WithoutHeaders { get; set; }

    /// <summary>Whether a column that is wanted has a value.</summary>
    public bool HasValues => _values.Any(v => v is { Count: > 0 });

    /// <summary>The offsets of a level; null where no column below it is wanted.</summary>
    public OffsetsBuilder? Offsets(int slot) => _offsets[slot];

    /// <summary>The values of a column; null where it is not wanted.</summary>
    public ColumnBuilder<T>? Values<T>(int leaf) where T : unmanaged => (ColumnBuilder<T>?)_values[leaf];

    /// <summary>The counts that one member keeps for the arrays of another.</summary>
    public GrowingMemory<int> Counts(int slot) => _counts[slot] ??= new GrowingMemory<int>();

    /// <summary>Takes counts that stand in another branch.</summary>
    public void SetCounts(int slot, ReadOnlySpan<int> values)
    {
        GrowingMemory<int> counts = Counts(slot);
        counts.Clear();
        values.CopyTo(counts.Add(values.Length));
        foreach (int count in values)
            if (count < 0) throw new RootException($"A count of {count} values");
    }

    /// <summary>Whether one of these columns is wanted.</summary>
    public bool Wants(LeafRange leaves) => _wantedBefore[leaves.End] > _wantedBefore[leaves.First];

    /// <summary>References reach no further than an entry (TBranch::Fill resets the writer's map).</summary>
    public void BeginEntry()
    {
        _tags?.Clear();
        WithoutHeaders = false;
    }

    /// <summary>What is added for an entry that was not written.</summary>
    public AbsentEntry Absent => _absent ??= new AbsentEntry(_slots.Leaves, _values, _offsets);

    /// <summary>The columns that were wanted.</summary>
    /// <param name="wanted">What each column is; null where it is not wanted.</param>
    /// <param name="entryCount">Its entries.</param>
    /// <param name="outer">The offsets of lists that what was read here are the elements of, from the outermost on.</param>
    /// <param name="columns">Takes them, each at its place.</param>
    public void ToColumns(
        ReadOnlySpan<ColumnSchema?> wanted, int entryCount, ReadOnlySpan<SharedMemory<int>> outer, Span<Column?> columns)
    {
        for (int leaf = 0; leaf < _values.Length; leaf++)
        {
            if (wanted[leaf] is not { } schema) continue;
            List<SharedMemory<int>> offsets = new(outer.Length + _slots.Leaves[leaf].Offsets.Length);
            foreach (SharedMemory<int> level in outer) offsets.Add(level.Share());
            foreach (int level in _slots.Leaves[leaf].Offsets) offsets.Add(_offsets[level]!.Share());
            columns[leaf] = _values[leaf]!.ToColumn(schema, entryCount, [.. offsets]);
        }
    }

    public void Dispose()
    {
        foreach (OffsetsBuilder? offsets in _offsets) offsets?.Dispose();
        foreach (ColumnBuilder? values in _values) values?.Dispose();
        foreach (GrowingMemory<int>? counts in _counts) counts?.Dispose();
    }
}

/// <summary>Consecutive columns of a branch: those below one of its nodes.</summary>
internal readonly record struct LeafRange(int First, int End);
