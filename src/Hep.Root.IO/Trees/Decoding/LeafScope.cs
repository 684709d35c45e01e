using System.Collections.Immutable;
using Hep.Jagged;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Where in an entry a column stands: its name so far, and the levels around it.</summary>
/// <param name="Name">What follows the branch's name.</param>
/// <param name="Dimensions">The levels, outermost first.</param>
/// <param name="Offsets">The slots of the variable ones.</param>
internal sealed record LeafScope(string Name, ImmutableArray<Dimension> Dimensions, ImmutableArray<int> Offsets)
{
    /// <summary>The entry itself.</summary>
    public static LeafScope Entry { get; } = new("", [], []);

    /// <summary>A member of what stands here.</summary>
    public LeafScope Member(string name) => this with { Name = $"{Name}.{name}" };

    /// <summary>The elements of a list that stands here.</summary>
    public LeafScope List(int offsets) => this with { Dimensions = Dimensions.Add(Dimension.Variable), Offsets = Offsets.Add(offsets) };

    /// <summary>The elements of an array that stands here.</summary>
    public LeafScope Array(params ReadOnlySpan<int> sizes)
    {
        ImmutableArray<Dimension> dimensions = Dimensions;
        foreach (int size in sizes) dimensions = dimensions.Add(Dimension.Fixed(size));
        return this with { Dimensions = dimensions };
    }
}
