namespace Hep.Jagged;

/// <summary>Where the values of cells go.</summary>
internal interface IGridSink
{
    /// <summary>Whether the cells of a channel must come in ascending order.</summary>
    static abstract bool IsOrdered { get; }

    /// <summary>Takes one value that is not 0.</summary>
    void Put(int entry, int channel, int cell, float value);
}

/// <summary>Values in an array of zeros.</summary>
internal readonly ref struct DenseCells(Span<float> values, int channels, int cellsOfChannel) : IGridSink
{
    private readonly Span<float> _values = values;

    public static bool IsOrdered => false;

    public void Put(int entry, int channel, int cell, float value) =>
        _values[(entry * channels + channel) * cellsOfChannel + cell] = value;
}

/// <summary>Values with their coordinates.</summary>
internal struct SparseCells(int capacity, int xCount) : IGridSink
{
    public static bool IsOrdered => true;

    public int Count { get; private set; }

    public SharedMemory<int> Entries { get; } = SharedMemory<int>.Rent(capacity);

    public SharedMemory<int> Channels { get; } = SharedMemory<int>.Rent(capacity);

    public SharedMemory<int> Ys { get; } = SharedMemory<int>.Rent(capacity);

    public SharedMemory<int> Xs { get; } = SharedMemory<int>.Rent(capacity);

    public SharedMemory<float> Values { get; } = SharedMemory<float>.Rent(capacity);

    public void Put(int entry, int channel, int cell, float value)
    {
        (int y, int x) = Math.DivRem(cell, xCount);
        (Entries.Span[Count], Channels.Span[Count], Ys.Span[Count], Xs.Span[Count], Values.Span[Count]) = (entry, channel, y, x, value);
        Count++;
    }
}
