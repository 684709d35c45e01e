using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>
/// The part that documents of statistics and of pipelines share: the recipe, into whose columns and collections each writes its figures.
/// </summary>
internal static class RecipeDocument
{
    /// <summary>The keys that <see cref="Write"/> puts into a document, but for <c>grid</c>, which only that of a pipeline has.</summary>
    public static ImmutableArray<string> Keys { get; } = ["inputs", "define", "where", "collections", "columns"];

    /// <summary>The keys of a collection.</summary>
    public static ImmutableArray<string> CollectionKeys { get; } = ["name", "where", "order_by"];

    /// <summary>The keys of a column.</summary>
    public static ImmutableArray<string> ColumnKeys { get; } = ["name", "collection"];

    /// <summary>Writes the recipe into an object; the callbacks add to the object of the collection or column with that index.</summary>
    public static void Write(Utf8JsonWriter json, FeatureRecipe recipe, Action<int> writeCollection, Action<int> writeColumn)
    {
        json.WriteStartArray("inputs");
        foreach (ColumnSchema input in recipe.Input) ColumnSchemaJson.Write(json, input);
        json.WriteEndArray();
        json.WriteStartObject("define");
        foreach (ColumnDefinition definition in recipe.Definitions) json.WriteString(definition.Name, definition.Formula);
        json.WriteEndObject();
        if (recipe.Where is { } cut) json.WriteString("where", cut);
        json.WriteStartArray("collections");
        for (int i = 0; i < recipe.Collections.Length; i++)
        {
            json.WriteStartObject();
            WriteCollection(json, recipe.Collections[i]);
            writeCollection(i);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("columns");
        for (int i = 0; i < recipe.Columns.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", recipe.Columns[i].Name);
            if (recipe.Columns[i].Collection >= 0) json.WriteString("collection", recipe.Collections[recipe.Columns[i].Collection].Name);
            writeColumn(i);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (recipe.Grid is { } grid) GridDocument.Write(json, recipe, grid);
    }

    /// <summary>Writes <see cref="CollectionKeys"/> into the object of a collection.</summary>
    public static void WriteCollection(Utf8JsonWriter json, RecipeCollection collection)
    {
        json.WriteString("name", collection.Name);
        if (collection.Where is { } where) json.WriteString("where", where);
        if (collection.OrderBy is { } orderBy) json.WriteString("order_by", orderBy);
    }

    /// <summary>Reads and binds a recipe from somewhere else: nothing in it is believed.</summary>
    public static FeatureRecipe Read(JsonSection root)
    {
        ImmutableArray<ColumnSchema> inputs = root.Required("inputs").Items(ColumnSchemaJson.Read, PipelineLimits.Columns);
        RequireDistinct(root.Required("inputs"), inputs.Select(i => i.Name));
        ImmutableArray<ColumnDefinition> definitions = root["define"] is { } define
            ? FeatureSpecificationReader.ReadDefinitions(define)
            : [];
        ColumnScope scope = new(new Schema(inputs), definitions);
        string? where = root["where"]?.Text();
        if (where is not null) scope.Bind(where, "where", static (e, schema) => e.BindEntryCut(schema));
        ImmutableArray<RecipeCollection> collections = root.Required("collections")
            .Items(c => ReadCollection(c, scope), PipelineLimits.Columns);
        RequireDistinct(root.Required("collections"), collections.Select(c => c.Name));
        ImmutableArray<RecipeColumn> columns = ReadColumns(root.Required("columns"), collections, scope);
        for (int i = 0; i < collections.Length; i++)
            if (!columns.Any(c => c.Collection == i)) throw root.Required("collections").Error($"'{collections[i].Name}' has no columns.");
        return new FeatureRecipe
        {
            Input = new Schema(inputs),
            Definitions = definitions,
            Where = where,
            Collections = collections,
            Columns = columns,
            Grid = root["grid"] is { } grid ? GridDocument.Read(grid, collections, scope) : null,
        };
    }

    /// <summary>Reads what <see cref="WriteCollection"/> wrote.</summary>
    public static RecipeCollection ReadCollection(JsonSection section, ColumnScope scope)
    {
        RecipeCollection collection = new(ReadName(section), section["where"]?.Text(), section["order_by"]?.Text());
        if (collection.Where is { } where) CollectionResolver.BindOverObjects(where, section.Path + ".where", scope);
        if (collection.OrderBy is { } order) CollectionResolver.BindOverObjects(order, section.Path + ".order_by", scope);
        return collection;
    }

    private static ImmutableArray<RecipeColumn> ReadColumns(
        JsonSection section, ImmutableArray<RecipeCollection> collections, ColumnScope scope)
    {
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        for (int i = 0; i < collections.Length; i++) index[collections[i].Name] = i;
        ImmutableArray<RecipeColumn> columns = section.Items(c => ReadColumn(c, collections, index, scope), PipelineLimits.Columns);
        RequireDistinct(section, columns.Select(c => c.Name));
        return columns;
    }

    private static RecipeColumn ReadColumn(
        JsonSection section, ImmutableArray<RecipeCollection> collections, Dictionary<string, int> index, ColumnScope scope)
    {
        ColumnSchema schema = scope.Use(ReadName(section));
        if (FeatureShape.Of(schema) is not { } shape) throw section.Error($"'{schema}' cannot be cells.");
        if (shape.Levels == FeatureLevels.Flat)
            return section["collection"] is { } c ? throw c.Error($"'{schema}' has no lists.") : new RecipeColumn(schema, shape, -1);
        JsonSection collection = section.Required("collection");
        if (!index.TryGetValue(collection.Text(), out int found))
            throw collection.Error($"There is no collection '{collection.Text()}'.{NearNames.Suggest(collection.Text(), index.Keys)}");
        if (shape.FixedLists > 0 && collections[found] is not { Where: null, OrderBy: null })
            throw collection.Error($"'{schema}' cannot be selected or ordered.");
        return new RecipeColumn(schema, shape, found);
    }

    private static string ReadName(JsonSection section) =>
        section.Required("name").Text() is { Length: > 0 } name ? name : throw section.Error("A name is empty.");

    private static void RequireDistinct(JsonSection section, IEnumerable<string> names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in names)
            if (!seen.Add(name)) throw section.Error($"'{name}' occurs twice.");
    }
}
