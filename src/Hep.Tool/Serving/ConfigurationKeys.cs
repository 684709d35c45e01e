using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hep.Jagged;
using Hep.Tool.Terminal;

namespace Hep.Tool.Serving;

/// <summary>
/// Holds a document to the keys and kinds of values that its type has, at every depth, before it is read: what is wrong is told by its key,
/// with what was expected there.
/// </summary>
internal static class ConfigurationKeys
{
    private const int MostShown = 60;
    private const string Structure = "an object", List = "a list", Text = "a text";

    /// <exception cref="ToolException">There is no such key, or its value is of another kind.</exception>
    public static void Check(string file, JsonElement value, JsonTypeInfo type, string place = "")
    {
        string? expected = Expected(value, type);
        if (expected is not null)
            throw new ToolException(
                $"{file}: {(place.Length == 0 ? "" : $"{place} is {Told(value, expected)}: ")}{expected} is expected.");
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    JsonPropertyInfo known = type.Properties.FirstOrDefault(p => p.Name == property.Name)
                        ?? throw Unknown(file, place, property.Name, [.. type.Properties.Select(p => p.Name)]);
                    if (property.Value.ValueKind != JsonValueKind.Null)
                        Check(file, property.Value, type.Options.GetTypeInfo(known.PropertyType), Join(place, property.Name));
                }
                break;
            case JsonTypeInfoKind.Dictionary:
                foreach (JsonProperty entry in value.EnumerateObject())
                    Check(file, entry.Value, type.Options.GetTypeInfo(type.ElementType!), $"{place}[{entry.Name}]");
                break;
            case JsonTypeInfoKind.Enumerable:
                foreach ((int i, JsonElement item) in value.EnumerateArray().Index())
                    Check(file, item, type.Options.GetTypeInfo(type.ElementType!), $"{place}[{i}]");
                break;
        }
    }

    /// <summary>What was expected in the place of a value; null: it is of that kind, or its reader knows.</summary>
    private static string? Expected(JsonElement value, JsonTypeInfo type)
    {
        (bool isRight, string expected) = (type.Kind, Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
        {
            (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary, _) => (value.ValueKind == JsonValueKind.Object, Structure),
            (JsonTypeInfoKind.Enumerable, _) => (value.ValueKind == JsonValueKind.Array, List),
            (_, var t) when t == typeof(int) => (IsNumber() && value.TryGetInt32(out _), "a whole number"),
            (_, var t) when t == typeof(long) => (IsNumber() && value.TryGetInt64(out _), "a whole number"),
            (_, var t) when t == typeof(double) => (IsNumber(), "a number"),
            (_, var t) when t == typeof(bool) => (value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false"),
            (_, var t) when t == typeof(string) || t == typeof(Uri) => (value.ValueKind == JsonValueKind.String, Text),
            _ => (true, ""),
        };
        return isRight ? null : expected;

        bool IsNumber() => value.ValueKind == JsonValueKind.Number;
    }

    private static ToolException Unknown(string file, string place, string key, string[] known) =>
        new($"{file}: there is no key '{Join(place, key)}'.{NearNames.Suggest(key, known)} Known: {string.Join(", ", known)}.");

    private static string Join(string place, string key) => place.Length == 0 ? key : $"{place}.{key}";

    /// <summary>A value that is no secret: what stands in the place of a text, or in one's parts, may be a password.</summary>
    private static string Told(JsonElement value, string expected) => value.ValueKind switch
    {
        JsonValueKind.Object => Structure,
        JsonValueKind.Array => List,
        JsonValueKind.String when expected is Structure or List => Text,
        _ when value.GetRawText() is { Length: > MostShown } text => $"{text[..MostShown]}…",
        _ => value.GetRawText(),
    };
}
