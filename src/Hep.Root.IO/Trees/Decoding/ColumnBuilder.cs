using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>The values of one column while entries are read.</summary>
internal abstract class ColumnBuilder : IDisposable
{
    /// <summary>How many values were added; of texts, bytes.</summary>
    public abstract int Count { get; }

    /// <summary>Adds values that are zero.</summary>
    public abstract void AddZeros(int count);

    /// <summary>The column of everything that was added.</summary>
    public abstract Column ToColumn(ColumnSchema schema, int entryCount, SharedMemory<int>[] offsets);

    public abstract void Dispose();
}

/// <summary>Values of <typeparamref name="T"/>; text is bytes.</summary>
internal sealed class ColumnBuilder<T> : ColumnBuilder where T : unmanaged
{
    private readonly GrowingMemory<T> _values = new();

    public override int Count => _values.Count;

    /// <summary>Room for more values, which the caller fills at once.</summary>
    public Span<T> Add(int count) => _values.Add(count);

    public override void AddZeros(int count) => _values.Add(count).Clear();

    public override Column ToColumn(ColumnSchema schema, int entryCount, SharedMemory<int>[] offsets) =>
        new Column<T>(schema, entryCount, _values.Share(), offsets);

    public override void Dispose() => _values.Dispose();
}
