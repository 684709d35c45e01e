using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The columns that the nodes of one branch fill, numbered while the nodes are planned: levels of offsets, leaves, and counts that one
/// member keeps for another.
/// </summary>
internal sealed class ColumnSlots
{
    private readonly List<LeafSlot> _leaves = [];

    public IReadOnlyList<LeafSlot> Leaves => _leaves;

    public int OffsetsCount { get; private set; }

    public int CountsCount { get; private set; }

    /// <summary>A level of offsets.</summary>
    public int AddOffsets() => OffsetsCount++;

    /// <summary>Counts that a member keeps for an array of another.</summary>
    public int AddCounts() => CountsCount++;

    /// <summary>A column of numbers.</summary>
    public int AddNumbers(LeafScope scope, NumberFormat format, string typeName) =>
        Add(new LeafSlot(scope.Name, format.Type, typeName, [.. scope.Dimensions], [.. scope.Offsets], format.NewBuilder));

    /// <summary>A column of text or of bytes: <paramref name="characters"/> is the level of offsets of its characters.</summary>
    public int AddText(LeafScope scope, int characters, string typeName, ElementType type = ElementType.String, string? why = null) =>
        Add(new LeafSlot(scope.Name, type, typeName, [.. scope.Dimensions], [.. scope.Offsets, characters],
            () => new ColumnBuilder<byte>()) { Why = why });

    /// <summary>Takes back the columns from this one on: what they belong to cannot be planned.</summary>
    public void TakeBack(int first) => _leaves.RemoveRange(first, _leaves.Count - first);

    private int Add(LeafSlot leaf)
    {
        _leaves.Add(leaf);
        return _leaves.Count - 1;
    }
}

/// <summary>A column of a branch.</summary>
/// <param name="Name">What follows the branch's name: empty where the branch is the column.</param>
/// <param name="Type">What its values are.</param>
/// <param name="TypeName">The type as the file spells it.</param>
/// <param name="Dimensions">The levels around a value, outermost first.</param>
/// <param name="Offsets">The levels of offsets of the variable ones, and behind them that of the characters.</param>
/// <param name="NewBuilder">Makes the memory for its values.</param>
internal sealed record LeafSlot(
    string Name, ElementType Type, string TypeName, Dimension[] Dimensions, int[] Offsets, Func<ColumnBuilder> NewBuilder)
{
    /// <summary>Why it is bytes; null where it is not.</summary>
    public string? Why { get; init; }
}
