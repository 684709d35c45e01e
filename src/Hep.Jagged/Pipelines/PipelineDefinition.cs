using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// All that a pipeline is: the recipe, and the numbers that specification and statistics give to its collections and columns.
/// </summary>
internal sealed record PipelineDefinition
{
    public required FeatureRecipe Recipe { get; init; }

    /// <summary>One for each collection of the recipe.</summary>
    public required ImmutableArray<CollectionCells> Collections { get; init; }

    /// <summary>One for each column of the recipe.</summary>
    public required ImmutableArray<ColumnCells> Columns { get; init; }

    /// <summary>What cells without data hold.</summary>
    public required float Padding { get; init; }

    /// <summary>What a genuine NaN becomes.</summary>
    public required NanPolicy Nan { get; init; }
}

/// <summary>How the lists of a collection become cells.</summary>
/// <param name="Slots">Objects that have cells.</param>
/// <param name="Overflow">What a longer list means.</param>
/// <param name="PadMode">What stands behind a shorter one.</param>
internal sealed record CollectionCells(int Slots, OverflowPolicy Overflow, PadMode PadMode);

/// <summary>How the values of a column become cells.</summary>
/// <param name="Transform">What each value goes through; nothing for categories.</param>
internal sealed record ColumnCells(ValueTransform Transform)
{
    /// <summary>The categories, if that is what the values are.</summary>
    public CategoryTable? Categories { get; init; }

    /// <summary>Elements of an inner list that have cells, where there are lists of lists.</summary>
    public int InnerSlots { get; init; } = 1;

    /// <summary>Whether pass 1 found no finite value: its cells are masked, whatever comes, as they were in training.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Cells that one value takes.</summary>
    public int CellsPerValue => Categories is { Encoding: CategoryEncoding.OneHot } table ? table.Values.Length : 1;
}
