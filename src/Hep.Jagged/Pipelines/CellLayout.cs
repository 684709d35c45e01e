using System.Collections.Immutable;
using System.Globalization;

namespace Hep.Jagged;

/// <summary>Where the cells of each column stand in a row, and what they are called.</summary>
internal sealed class CellLayout
{
    /// <exception cref="PipelineException">There are more cells than a row may have.</exception>
    public CellLayout(PipelineDefinition definition)
    {
        FirstCells = new int[definition.Columns.Length];
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < FirstCells.Length; i++)
        {
            FirstCells[i] = names.Count;
            RecipeColumn column = definition.Recipe.Columns[i];
            int[] sizes = SizesOf(column, definition.Columns[i],
                column.Collection < 0 ? 0 : definition.Collections[column.Collection].Slots);
            RequireRoom(names.Count, sizes, definition.Columns[i].CellsPerValue);
            AddNames(column.Name, sizes, 0, definition.Columns[i], names);
        }
        Names = names.ToImmutable();
        Tokens = [.. definition.Collections.Select((_, collection) => TokensOf(definition, collection))];
    }

    /// <summary>The names of all cells: <c>MET_pt</c>, <c>Jet_pt[0]</c>, <c>PV_cov[0][2]</c>, <c>Jet_flavour[1]=4</c>.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>For each column its first cell.</summary>
    public int[] FirstCells { get; }

    /// <summary>For each collection where its objects stand.</summary>
    public ImmutableArray<TokenLayout> Tokens { get; }

    /// <summary>The cells of a column.</summary>
    public int CountOf(int column) => (column + 1 < FirstCells.Length ? FirstCells[column + 1] : Names.Length) - FirstCells[column];

    // An object of a collection that pass 1 never met has no cells, but names.
    private TokenLayout TokensOf(PipelineDefinition definition, int collection)
    {
        int slots = definition.Collections[collection].Slots;
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<(int, int)>.Builder blocks = ImmutableArray.CreateBuilder<(int, int)>();
        for (int i = 0; i < definition.Columns.Length; i++)
        {
            RecipeColumn column = definition.Recipe.Columns[i];
            if (column.Collection != collection) continue;
            int before = names.Count;
            int[] sizes = SizesOf(column, definition.Columns[i], slots)[OuterLevels(column)..];
            RequireRoom(before, sizes, definition.Columns[i].CellsPerValue);        // where there are no slots nothing else bounds them
            AddNames(column.Name, sizes, 0, definition.Columns[i], names);
            blocks.Add((FirstCells[i], names.Count - before));
        }
        return new TokenLayout(slots, names.ToImmutable(), blocks.ToImmutable());
    }

    /// <summary>The elements of each level that have cells, outermost first.</summary>
    private static int[] SizesOf(RecipeColumn column, ColumnCells cells, int slots)
    {
        bool outerIsFixed = column.Shape.FixedLists > 0;
        int level = outerIsFixed ? 1 : 0;
        return [.. column.Schema.Dimensions.Select(d => !d.IsVariable ? d.Size : level++ == 0 ? slots : cells.InnerSlots)];
    }

    // The dimensions that tell one object from another: the list, or all fixed ones before it.
    private static int OuterLevels(RecipeColumn column)
    {
        int levels = 1;
        if (column.Shape.FixedLists == 0) return levels;
        while (!column.Schema.Dimensions[levels].IsVariable) levels++;
        return levels;
    }

    private static void RequireRoom(int taken, int[] sizes, int cellsPerValue)
    {
        long count = cellsPerValue;
        foreach (int size in sizes) count = Math.Min(count * size, int.MaxValue);
        if (taken + count > PipelineLimits.Cells)
            throw new PipelineException($"More than {PipelineLimits.Cells} cells: "
                + "give collections a smaller \"length\", or name fewer columns.") { Path = "features.columns" };
    }

    private static void AddNames(string name, int[] sizes, int level, ColumnCells cells, ImmutableArray<string>.Builder names)
    {
        if (level < sizes.Length)
        {
            for (int i = 0; i < sizes[level]; i++)
                AddNames(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), sizes, level + 1, cells, names);
            return;
        }
        if (cells.Categories is not { Encoding: CategoryEncoding.OneHot } table) names.Add(name);
        else
            for (int c = 0; c < table.Values.Length; c++) names.Add(name + table.SuffixOf(c));
    }
}
