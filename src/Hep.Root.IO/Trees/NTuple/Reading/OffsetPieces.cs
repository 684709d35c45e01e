using Hep.Jagged;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The offsets of the levels of a batch: lists of collections, and of alternatives.</summary>
/// <param name="levels">The levels that have some, with their places.</param>
internal sealed class OffsetPieces(IReadOnlyDictionary<ElementLevel, int> levels) : IDisposable
{
    private readonly SharedMemory<int>?[] _offsets = new SharedMemory<int>?[levels.Count];

    /// <summary>Those of a level, which its reader writes; several threads may write, each those of another level.</summary>
    public SharedMemory<int> this[ElementLevel level]
    {
        get => _offsets[levels[level]]!;
        set => _offsets[levels[level]] = value;
    }

    /// <summary>Whether a level is one of them.</summary>
    public bool Has(ElementLevel level) => levels.ContainsKey(level);

    public void Dispose()
    {
        foreach (SharedMemory<int>? offsets in _offsets) offsets?.Dispose();
        Array.Clear(_offsets);
    }
}
