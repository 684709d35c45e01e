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
    }

    /// <summary>The names of all cells: <c>MET_pt</c>, <c>Jet_pt[0]</c>, <c>PV_cov[0][2]</c>, <c>Jet_flavour[1]=4</c>.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>For each column its first cell.</summary>
    public int[] FirstCells { get; }

    /// <summary>The cells of a column.</summary>
    public int CountOf(int column) => (column + 1 < FirstCells.Length ? FirstCells[column + 1] : Names.Length) - FirstCells[column];

    /// <summary>The elements of each level that have cells, outermost first.</summary>
    private static int[] SizesOf(RecipeColumn column, ColumnCells cells, int slots)
    {
        bool outerIsFixed = column.Shape.FixedLists > 0;
        int level = outerIsFixed ? 1 : 0;
        return [.. column.Schema.Dimensions.Select(d => !d.IsVariable ? d.Size : level++ == 0 ? slots : cells.InnerSlots)];
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
