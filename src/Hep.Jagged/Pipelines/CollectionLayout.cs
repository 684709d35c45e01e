using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>A collection among the features of a pipeline.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Slots">Objects that have cells; 0 where pass 1 met none.</param>
/// <param name="Columns">Its features, in the order of their cells.</param>
public sealed record CollectionLayout(string Name, int Slots, ImmutableArray<string> Columns)
{
    /// <summary>What an object is as a token, a name for each number: <c>Jet_pt</c>, <c>Jet_flavour=4</c>.</summary>
    public ImmutableArray<string> TokenColumns { get; init; } = [];

    /// <summary>For each number of each object, row-major [slots, token columns], the cell of a row in which it stands.</summary>
    public ImmutableArray<int> Cells { get; init; } = [];
}
