using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// From raw columns to the values of features, without any number that statistics find: what pass 1 and pass 2 do alike.
/// Every definition is needed by a feature, a cut or a grid, and every input by one of these.
/// </summary>
internal sealed record FeatureRecipe
{
    /// <summary>The raw columns that are read, in stored order.</summary>
    public required Schema Input { get; init; }

    /// <summary>Computed columns, each after those that it uses.</summary>
    public required ImmutableArray<ColumnDefinition> Definitions { get; init; }

    /// <summary>The cut on entries; null: all stay.</summary>
    public required string? Where { get; init; }

    /// <summary>The collections that features belong to, in the order of their first feature.</summary>
    public required ImmutableArray<RecipeCollection> Collections { get; init; }

    /// <summary>The features, in the order of their cells.</summary>
    public required ImmutableArray<RecipeColumn> Columns { get; init; }

    /// <summary>What grids take beside the features; null: there are none. Statistics have no part in it.</summary>
    public GridRecipe? Grid { get; init; }

    /// <summary>The collections of the features, then those that only grids have.</summary>
    public IEnumerable<RecipeCollection> AllCollections => Grid is null ? Collections : Collections.Concat(Grid.Collections);

    /// <summary>The features, then the columns of grids.</summary>
    public IEnumerable<RecipeColumn> AllColumns => Grid is null ? Columns : Columns.Concat(Grid.Columns);

    /// <summary>The collection at a place of <see cref="AllCollections"/>.</summary>
    public RecipeCollection CollectionAt(int index) =>
        index < Collections.Length ? Collections[index] : Grid!.Collections[index - Collections.Length];

    /// <summary>The column at a place of <see cref="AllColumns"/>.</summary>
    public RecipeColumn ColumnAt(int index) => index < Columns.Length ? Columns[index] : Grid!.Columns[index - Columns.Length];

    /// <summary>
    /// Whether both select and compute the same values of the same features. What only the grids of one need may differ: a definition is
    /// compared where both have its name.
    /// </summary>
    public bool SelectsAs(FeatureRecipe other) =>
        Where == other.Where && Collections.SequenceEqual(other.Collections) && Columns.SequenceEqual(other.Columns)
        && DefinesAs(other) && other.DefinesAs(this);

    private bool DefinesAs(FeatureRecipe other) => Definitions.All(d =>
        !other.Input.TryGet(d.Name, out _) && other.Definitions.All(o => o.Name != d.Name || o.Formula == d.Formula));
}

/// <summary>Columns whose lists are cut and ordered alike.</summary>
/// <param name="Name">The key.</param>
/// <param name="Where">Which objects stay; null: all.</param>
/// <param name="OrderBy">Their order; null: as stored.</param>
internal sealed record RecipeCollection(string Name, string? Where, string? OrderBy);

/// <summary>A column that becomes cells.</summary>
/// <param name="Schema">Name, type and levels, as they were at pass 1.</param>
/// <param name="Shape">The levels in the form that cells ask for.</param>
/// <param name="Collection">The index of its collection; −1 for a flat column.</param>
internal sealed record RecipeColumn(ColumnSchema Schema, FeatureShape Shape, int Collection)
{
    public string Name => Schema.Name;
}
