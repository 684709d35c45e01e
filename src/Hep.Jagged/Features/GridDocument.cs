using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>The grids of a pipeline as JSON: planes with their collections, of which those that no feature has stand beside them.</summary>
internal static class GridDocument
{
    public static void Write(Utf8JsonWriter json, FeatureRecipe recipe, GridRecipe grid)
    {
        json.WriteStartObject("grid");
        if (!grid.Collections.IsEmpty)
        {
            json.WriteStartArray("collections");
            foreach (RecipeCollection collection in grid.Collections)
            {
                json.WriteStartObject();
                RecipeDocument.WriteCollection(json, collection);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        GridWriter.WritePlanes(json, grid.Grid, plane =>
        {
            int collection = grid.Columns.First(c => c.Name == grid.Grid.Planes[plane].X.Column).Collection;
            if (collection >= 0) json.WriteString("collection", recipe.CollectionAt(collection).Name);
        });
        json.WriteEndObject();
    }

    /// <summary>Reads and binds grids from somewhere else: nothing in them is believed.</summary>
    public static GridRecipe Read(JsonSection section, ImmutableArray<RecipeCollection> ofFeatures, ColumnScope scope)
    {
        section.WithOnly("planes", "collections");
        ImmutableArray<RecipeCollection> own = section["collections"] is { } collections
            ? collections.Items(c => RecipeDocument.ReadCollection(c.WithOnly(RecipeDocument.CollectionKeys.AsSpan()), scope),
                PipelineLimits.Columns)
            : [];
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        foreach (RecipeCollection collection in ofFeatures.Concat(own))
            if (!index.TryAdd(collection.Name, index.Count)) throw section.Error($"The collection '{collection.Name}' occurs twice.");
        (PhaseSpaceGrid grid, ImmutableArray<string?> names) = GridReader.ReadResolved(section);
        ImmutableArray<RecipeColumn> columns = GridResolver.Resolve(grid, scope, (column, plane) => column.Depth == 0
            ? -1
            : names[plane] is not { } name ? throw Refused(plane, $"'{column}' is of a collection, which the key 'collection' names.")
            : index.TryGetValue(name, out int found) ? found
            : throw Refused(plane, $"There is no collection '{name}'.{NearNames.Suggest(name, index.Keys)}"));
        for (int i = 0; i < own.Length; i++)
            if (!columns.Any(c => c.Collection == ofFeatures.Length + i)) throw section.Error($"'{own[i].Name}' has no columns.");
        return new GridRecipe(grid, own, columns);
    }

    private static PipelineException Refused(int plane, string message) =>
        new($"grid.planes[{plane}]: {message}") { Path = $"grid.planes[{plane}]" };
}
