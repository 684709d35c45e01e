using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// Resolves the planes of a grid against the columns that there are: numbers, one for each object of one collection or one an entry.
/// </summary>
internal sealed class GridResolver(ColumnScope scope, Func<ColumnSchema, int, int> assign)
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<RecipeColumn> _columns = [];

    /// <summary>The columns of all planes, each once.</summary>
    /// <param name="grid">The planes.</param>
    /// <param name="scope">The columns that there are.</param>
    /// <param name="assign">The index of the collection of a column of the plane with that index; −1 for a flat one.</param>
    /// <exception cref="PipelineException">A column is missing, does not fit, or is of another collection than its plane.</exception>
    public static ImmutableArray<RecipeColumn> Resolve(PhaseSpaceGrid grid, ColumnScope scope, Func<ColumnSchema, int, int> assign)
    {
        if (grid.CellCount > PipelineLimits.Cells)
            throw Failure("grid.planes", $"The grids have {grid.CellCount} cells an entry, at most {PipelineLimits.Cells} are allowed: "
                + "use fewer bins or channels.");
        GridResolver resolver = new(scope, assign);
        for (int i = 0; i < grid.Planes.Length; i++) resolver.ResolvePlane(grid.Planes[i], i);
        return [.. resolver._columns];
    }

    private void ResolvePlane(GridPlane plane, int index)
    {
        string path = $"grid.planes[{index}]";
        RecipeColumn x = Resolve(plane.X.Column, index, path + ".x");
        RequireTogether(x, Resolve(plane.Y.Column, index, path + ".y"), path + ".y");
        for (int i = 0; i < plane.Channels.Length; i++)
        {
            if (plane.Channels[i].Quantity == GridQuantity.Count) continue;
            string channel = $"{path}.channels[{i}]";
            RequireTogether(x, Resolve(plane.Channels[i].Column, index, channel), channel);
        }
    }

    private RecipeColumn Resolve(string name, int plane, string path)
    {
        if (DatasetColumns.IsReserved(name)) throw Failure(path, $"'{name}' is what a network learns from, not a feature.");
        if (!scope.Contains(name)) throw Failure(path, PipelineException.NoColumn(name, scope.Names).Message);
        ColumnSchema schema = scope.Use(name);
        if (FeatureShape.Of(schema) is not { Levels: not FeatureLevels.ListsOfLists, Stride: 1 } shape)
            throw Failure(path, $"'{schema}' has not one number an entry or one for each object: index it in 'define'.");
        RecipeColumn column = new(schema, shape, assign(schema, plane));
        if (_indices.TryAdd(name, _columns.Count)) _columns.Add(column);
        else if (_columns[_indices[name]].Collection != column.Collection) throw Failure(path, $"'{name}' is of two collections.");
        return column;
    }

    private static void RequireTogether(RecipeColumn x, RecipeColumn other, string path)
    {
        if (x.Collection == other.Collection) return;
        throw Failure(path, $"'{x.Name}' {Describe(x)} and '{other.Name}' {Describe(other)}: the columns of a plane are all flat or all "
            + "of one collection. A definition can join them, and \"members\" in features.collections says what is one collection.");
    }

    private static string Describe(RecipeColumn column) => column.Collection < 0 ? "is flat"
        : column.Schema.Counter is { } counter ? $"is counted by '{counter}'" : "has lists of its own";

    private static PipelineException Failure(string path, string message) => new($"{path}: {message}") { Path = path };
}
