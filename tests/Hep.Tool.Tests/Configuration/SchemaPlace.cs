using System.Text.Json.Nodes;

namespace Hep.Tool.Tests.Configuration;

/// <summary>A value of a configuration, and what the JSON Schema says about it.</summary>
/// <param name="Path">Where it stands, as messages of the readers spell it: <c>dataset.sources[0].files</c>.</param>
/// <param name="Keys">The way to it: names and indices.</param>
/// <param name="Alternatives">What it may be, references and choices resolved.</param>
/// <param name="Configuration">The whole configuration.</param>
public sealed record SchemaPlace(
    string Path, IReadOnlyList<object> Keys, IReadOnlyList<JsonObject> Alternatives, JsonObject Configuration)
{
    /// <summary>A configuration and all below it.</summary>
    public static IEnumerable<SchemaPlace> All(JsonObject schema, JsonObject configuration) =>
        Below(schema, configuration, configuration, "", [], [schema]);

    /// <summary>The keys that it may have, if it is an object of fixed keys.</summary>
    public IReadOnlyList<string> Properties =>
        [.. Alternatives.Where(a => IsFalse(a["additionalProperties"])).SelectMany(a => a["properties"]!.AsObject()).Select(p => p.Key)];

    /// <summary>The words that it may be.</summary>
    public IReadOnlyList<string> Words =>
        [.. Alternatives.SelectMany(a => a["enum"]?.AsArray() ?? (a["const"] is { } one ? [one.DeepClone()] : []))
            .OfType<JsonValue>().Select(w => w.ToString()).Distinct()];

    /// <summary>A number that a bound of the schema names, if it has that bound.</summary>
    public decimal? Bound(string keyword) =>
        Alternatives.Select(a => a[keyword]).OfType<JsonValue>().Select(v => (decimal?)v.GetValue<decimal>()).FirstOrDefault();

    /// <summary>Whether the configuration has an object here, where others may have something else.</summary>
    public bool IsObject => Find(Configuration, Keys) is JsonObject;

    /// <summary>A copy of the configuration with another value here.</summary>
    public JsonObject Replace(JsonNode? value)
    {
        JsonObject copy = Configuration.DeepClone().AsObject();
        JsonNode parent = Find(copy, Keys.SkipLast(1));
        if (Keys[^1] is string key) parent[key] = value;
        else parent[(int)Keys[^1]] = value;
        return copy;
    }

    /// <summary>A copy of the configuration without this value.</summary>
    public JsonObject Remove()
    {
        JsonObject copy = Configuration.DeepClone().AsObject();
        Find(copy, Keys.SkipLast(1)).AsObject().Remove((string)Keys[^1]);
        return copy;
    }

    /// <summary>A copy of the configuration with one more key in the object here.</summary>
    public JsonObject Add(string key)
    {
        JsonObject copy = Configuration.DeepClone().AsObject();
        Find(copy, Keys)[key] = 0;
        return copy;
    }

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? "the document" : Path;

    private static IEnumerable<SchemaPlace> Below(
        JsonObject root, JsonObject whole, JsonNode? value, string path, object[] keys, IReadOnlyList<JsonObject> schemas)
    {
        JsonObject[] alternatives = [.. schemas.SelectMany(s => Resolve(root, s)).Where(a => IsOfKind(a, value))];
        yield return new SchemaPlace(path, keys, alternatives, whole);
        IEnumerable<(object Key, JsonNode? Value, string Path)> children = value switch
        {
            JsonObject members => members.Select(m => ((object)m.Key, m.Value, path.Length == 0 ? m.Key : $"{path}.{m.Key}")),
            JsonArray items => items.Select((item, i) => ((object)i, item, $"{path}[{i}]")),
            _ => [],
        };
        foreach ((object key, JsonNode? child, string childPath) in children)
            foreach (SchemaPlace place in Below(root, whole, child, childPath, [.. keys, key],
                [.. alternatives.Where(a => HasRoomFor(a, value)).Select(a => ChildSchema(a, key)).OfType<JsonObject>()]))
                yield return place;
    }

    /// <summary>Whether a choice is one for arrays of this many items, so that what it says of an item is said of this one.</summary>
    private static bool HasRoomFor(JsonObject schema, JsonNode? value) => value is not JsonArray items
        || (items.Count >= (schema["minItems"]?.GetValue<int>() ?? 0) && items.Count <= (schema["maxItems"]?.GetValue<int>()
            ?? (IsFalse(schema["items"]) ? schema["prefixItems"]!.AsArray().Count : int.MaxValue)));

    /// <summary>Whether a choice that is for one kind of object is for this one.</summary>
    private static bool IsOfKind(JsonObject schema, JsonNode? value) =>
        schema["properties"]?["kind"]?["const"] is not { } kind || JsonNode.DeepEquals(kind, (value as JsonObject)?["kind"]);

    private static JsonNode? ChildSchema(JsonObject schema, object key) => key is string name
        ? schema["properties"]?[name] ?? schema["additionalProperties"]
        : schema["prefixItems"]?.AsArray() is { } first && (int)key < first.Count ? first[(int)key] : schema["items"];

    /// <summary>The schema itself, what it refers to, and each of its choices.</summary>
    private static IEnumerable<JsonObject> Resolve(JsonObject root, JsonObject schema)
    {
        yield return schema;
        IEnumerable<JsonNode?> further = schema["oneOf"]?.AsArray() ?? [];
        if (schema["$ref"] is { } reference) further = further.Append(root["$defs"]![reference.GetValue<string>()["#/$defs/".Length..]]);
        foreach (JsonNode? next in further)
            foreach (JsonObject resolved in Resolve(root, next!.AsObject())) yield return resolved;
    }

    private static JsonNode Find(JsonObject configuration, IEnumerable<object> keys) =>
        keys.Aggregate((JsonNode)configuration, (node, key) => (key is string name ? node[name] : node[(int)key])!);

    private static bool IsFalse(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool truth) && !truth;
}
