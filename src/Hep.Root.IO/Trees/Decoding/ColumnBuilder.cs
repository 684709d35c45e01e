using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>A column that grows while entries are read: the offsets of each level. The values are added by <see cref="ColumnBuilder{T}"/>.</summary>
internal abstract class ColumnBuilder : IDisposable
{
    private readonly ArrayPoolBufferWriter<int>[] _offsets;
    private readonly int[] _ends;

    private protected ColumnBuilder(int levels)
    {
        _offsets = new ArrayPoolBufferWriter<int>[levels];
        _ends = new int[levels];
        for (int level = 0; level < levels; level++) Append(_offsets[level] = new ArrayPoolBufferWriter<int>(), 0);
    }

    /// <summary>Adds a list of so many elements to a level, 0 the outermost.</summary>
    /// <exception cref="OverflowException">A level has more elements than a column can count.</exception>
    public void AddList(int level, int count) => Append(_offsets[level], _ends[level] = checked(_ends[level] + count));

    /// <summary>The column of everything that was added.</summary>
    public abstract Column ToColumn(ColumnSchema schema, int entryCount);

    public virtual void Dispose()
    {
        foreach (ArrayPoolBufferWriter<int> offsets in _offsets) offsets.Dispose();
    }

    private protected SharedMemory<int>[] CopyOffsets() => Array.ConvertAll(_offsets, o => SharedMemory<int>.Copy(o.WrittenSpan));

    private static void Append(ArrayPoolBufferWriter<int> offsets, int value)
    {
        offsets.GetSpan(1)[0] = value;
        offsets.Advance(1);
    }
}

/// <summary>A column that grows, with values of <typeparamref name="T"/>; text is bytes.</summary>
internal sealed class ColumnBuilder<T>(int levels) : ColumnBuilder(levels) where T : unmanaged
{
    private readonly ArrayPoolBufferWriter<T> _values = new();

    /// <summary>Room for more values, which the caller fills at once.</summary>
    public Span<T> Add(int count)
    {
        if (count == 0) return [];
        Span<T> room = _values.GetSpan(count)[..count];
        _values.Advance(count);
        return room;
    }

    public override Column ToColumn(ColumnSchema schema, int entryCount) => new Column<T>(schema, entryCount, SharedMemory<T>.Copy(_values.WrittenSpan), CopyOffsets());

    public override void Dispose()
    {
        _values.Dispose();
        base.Dispose();
    }
}
