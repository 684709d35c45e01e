using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>One place at which two documents have other values.</summary>
/// <param name="What">The place: <c>card.metrics.auc</c>, <c>card.data.files[nano.root].checksum</c>.</param>
/// <param name="First">The value there in the first; null: it has none.</param>
/// <param name="Second">The value there in the second; null: it has none.</param>
internal sealed record Difference(string What, JsonNode? First, JsonNode? Second)
{
    /// <summary>What tells the members of a list apart, where they are objects: else their place does.</summary>
    private static readonly string[] Names = ["location", "name", "output", "column", "label"];

    /// <summary>Whether numbers alone differ: what else does comes first, as of numbers there may be more than anybody reads.</summary>
    public bool IsOfNumbers => AreNumbers(First) && AreNumbers(Second);

    /// <summary>All of them, in the order of the documents. Objects are looked into, lists of one kind matched by name.</summary>
    public static IEnumerable<Difference> Between(JsonNode? first, JsonNode? second, string what = "")
    {
        if (MembersOf(first) is { } ones && MembersOf(second) is { } others)
        {
            bool areNamed = first is JsonObject;
            foreach (string key in ones.Keys.Union(others.Keys, StringComparer.Ordinal))
            {
                string place = !areNamed ? $"{what}[{key}]" : what.Length == 0 ? key : $"{what}.{key}";
                foreach (Difference inside in Between(ones.GetValueOrDefault(key), others.GetValueOrDefault(key), place))
                    yield return inside;
            }
        }
        else if (!JsonNode.DeepEquals(first, second)) yield return new Difference(what, first, second);
    }

    private static bool AreNumbers(JsonNode? node) => node switch
    {
        JsonArray items => items.All(AreNumbers),
        JsonValue value => value.GetValueKind() == JsonValueKind.Number,
        _ => false,
    };

    private static Dictionary<string, JsonNode?>? MembersOf(JsonNode? node) => node switch
    {
        JsonObject members => members.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal),
        JsonArray { Count: > 0 } list when list.All(i => i is JsonObject) => ByName(list),
        _ => null,
    };

    private static Dictionary<string, JsonNode?>? ByName(JsonArray list)
    {
        string? key = Names.FirstOrDefault(n => list.All(i => i![n] is JsonValue));
        if (key is null) return null;
        Dictionary<string, JsonNode?> named = new(StringComparer.Ordinal);
        foreach (JsonNode? item in list)
            if (!named.TryAdd(item![key]!.ToString(), item)) return null;   // two of one name: told as a whole
        return named;
    }
}
