using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>The offsets of one level while entries are read. The columns below a collection share them.</summary>
internal sealed class OffsetsBuilder : IDisposable
{
    private readonly GrowingMemory<int> _offsets = new();
    private int _end;

    public OffsetsBuilder() => _offsets.Append(0);

    /// <summary>Adds a list of so many elements.</summary>
    /// <exception cref="OverflowException">The level has more elements than a column can count.</exception>
    public void Add(int count) => _offsets.Append(_end = checked(_end + count));

    /// <summary>Adds so many lists without elements.</summary>
    public void AddEmpty(int lists) => _offsets.Add(lists).Fill(_end);

    public SharedMemory<int> Share() => _offsets.Share();

    public void Dispose() => _offsets.Dispose();
}
