using System.Globalization;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>A value of a configuration and its place in it: reads what is expected there, and says what and where it is when it is something else.</summary>
internal readonly record struct StrictJson(JsonElement Value, string Path)
{
    private const int MaxDepth = 32;

    /// <summary>Parses a document; comments and trailing commas are allowed, a key may stand once.</summary>
    public static StrictJson Parse(string json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions
            {
                AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth, AllowDuplicateProperties = false,
            });
            return new StrictJson(document.RootElement.Clone(), path);
        }
        catch (JsonException error)
        {
            throw new PipelineException($"{path} is not JSON: {error.Message}", error) { Path = path };
        }
    }

    /// <summary>Refuses keys that nobody reads, and things that have no keys.</summary>
    public StrictJson WithKeys(params string[] known)
    {
        if (Value.ValueKind != JsonValueKind.Object) throw Expected("an object");
        foreach (JsonProperty property in Value.EnumerateObject())
            if (!known.Contains(property.Name, StringComparer.Ordinal))
                throw Error($"{Path} has no key '{property.Name}'.{NearNames.Suggest(property.Name, known)} Known: {string.Join(", ", known)}.");
        return this;
    }

    /// <summary>The value of a key; null where it is absent.</summary>
    public StrictJson? this[string key] => Value.TryGetProperty(key, out JsonElement value) ? new StrictJson(value, $"{Path}.{key}") : null;

    /// <summary>The keys of an object, with their values.</summary>
    public IEnumerable<(string Key, StrictJson Value)> Members()
    {
        if (Value.ValueKind != JsonValueKind.Object) throw Expected("an object");
        string path = Path;
        return Value.EnumerateObject().Select(p => (p.Name, new StrictJson(p.Value, $"{path}.{p.Name}")));
    }

    /// <summary>The elements of a list, at least one.</summary>
    public IReadOnlyList<StrictJson> Elements()
    {
        if (Value.ValueKind != JsonValueKind.Array || Value.GetArrayLength() == 0) throw Expected("a list that is not empty");
        string path = Path;
        return [.. Value.EnumerateArray().Select((element, i) => new StrictJson(element, $"{path}[{i}]"))];
    }

    /// <summary>A text that is not empty.</summary>
    public string Text() =>
        Value.ValueKind == JsonValueKind.String && Value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw Expected("a text");

    /// <summary>A number as it is written, or an expression.</summary>
    public string NumberOrExpression() => Value.ValueKind == JsonValueKind.Number ? Value.GetRawText() : Value.ValueKind == JsonValueKind.String ? Text() : throw Expected("a number or an expression");

    /// <summary>A number, a truth value as 0 or 1, or <c>"nan"</c>.</summary>
    public double Number() => Value.ValueKind switch
    {
        JsonValueKind.Number when Value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when string.Equals(Value.GetString(), "nan", StringComparison.OrdinalIgnoreCase) => double.NaN,
        _ => throw Expected("a number, true, false or \"nan\""),
    };

    /// <summary>A whole number from 0.</summary>
    public long Count() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out long count) && count >= 0 ? count : throw Expected("a whole number from 0");

    /// <summary>Whether <c>null</c> stands there.</summary>
    public bool IsNull => Value.ValueKind == JsonValueKind.Null;

    /// <summary>Whether a list stands there.</summary>
    public bool IsList => Value.ValueKind == JsonValueKind.Array;

    /// <summary>A failure at this place.</summary>
    public PipelineException Error(string message) => new(message) { Path = Path };

    private PipelineException Expected(string what)
    {
        string found = Value.GetRawText();
        return Error(string.Create(CultureInfo.InvariantCulture, $"{Path}: {what} expected, found {(found.Length <= 40 ? found : found[..40] + "…")}."));
    }
}
