using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>A value of a JSON document with its path, read strictly: what does not fit is an error that says where.</summary>
public readonly struct JsonSection
{
    private static readonly JsonDocumentOptions Options =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly JsonElement _element;

    private JsonSection(JsonElement element, string path) => (_element, Path) = (element, path);

    /// <summary>Where in the document it stands: <c>features.scaling.MET_pt</c>.</summary>
    public string Path { get; }

    /// <summary>What it is.</summary>
    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>
    /// Parses a document and hands its root to <paramref name="read"/>; comments and trailing commas are allowed, a key may stand once.
    /// </summary>
    /// <exception cref="PipelineException">It is no JSON, or <paramref name="read"/> finds what does not fit.</exception>
    public static T Parse<T>(string json, string path, Func<JsonSection, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Options);
            return read(new JsonSection(document.RootElement, path));
        }
        catch (JsonException e)
        {
            throw new PipelineException(
                $"{(path.Length == 0 ? "The document" : $"'{path}'")} is no valid JSON: {e.Message}", e) { Path = path };
        }
    }

    /// <summary>Refuses every key but these; near ones are named.</summary>
    public JsonSection WithOnly(params ReadOnlySpan<string> keys)
    {
        foreach (JsonProperty property in Properties())
            if (!keys.Contains(property.Name))
                throw Error(PathOf(property.Name),
                    $"Unknown key '{property.Name}'.{NearNames.Suggest(property.Name, keys.ToArray())} Known: {string.Join(", ", keys)}.",
                    keys.ToArray());
        return this;
    }

    /// <summary>The value of a key, if it is there.</summary>
    public JsonSection? this[string key] => TryGet(key) is { } value ? new JsonSection(value, PathOf(key)) : null;

    /// <summary>The value of a key that must be there.</summary>
    public JsonSection Required(string key) => this[key] ?? throw Error($"The key '{key}' is missing.");

    /// <summary>The keys with their values, in the order of the document.</summary>
    public IEnumerable<(string Key, JsonSection Value)> Entries()
    {
        foreach (JsonProperty property in Properties())
            yield return (property.Name, new JsonSection(property.Value, PathOf(property.Name)));
    }

    /// <summary>The elements of an array, at most <paramref name="limit"/> of them.</summary>
    public ImmutableArray<T> Items<T>(Func<JsonSection, T> read, int limit = int.MaxValue)
    {
        if (Kind != JsonValueKind.Array) throw Error($"An array is expected, not {Describe()}.");
        if (_element.GetArrayLength() > limit) throw Error($"At most {limit} elements are allowed, there are {_element.GetArrayLength()}.");
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>(_element.GetArrayLength());
        foreach (JsonElement item in _element.EnumerateArray()) items.Add(read(new JsonSection(item, $"{Path}[{items.Count}]")));
        return items.MoveToImmutable();
    }

    /// <summary>A text.</summary>
    public string Text() => Kind == JsonValueKind.String ? _element.GetString()! : throw Error($"A text is expected, not {Describe()}.");

    /// <summary>A finite number.</summary>
    public double Number() =>
        Kind == JsonValueKind.Number && _element.TryGetDouble(out double number) && double.IsFinite(number)
            ? number : throw Error($"A finite number is expected, not {Describe()}.");

    /// <summary>A number, or NaN where the document has null.</summary>
    public double NumberOrNan() => Kind == JsonValueKind.Null ? double.NaN : Number();

    /// <summary>A number that float32 can hold.</summary>
    public float Float() =>
        (float)Number() is var number && float.IsFinite(number) ? number : throw Error($"{Describe()} does not fit float32.");

    /// <summary>A truth value.</summary>
    public bool Truth() =>
        Kind is JsonValueKind.True or JsonValueKind.False
            ? _element.GetBoolean()
            : throw Error($"true or false is expected, not {Describe()}.");

    /// <summary>A whole number of a range, both ends included.</summary>
    public long Integer(long low, long high) =>
        Kind == JsonValueKind.Number && _element.TryGetInt64(out long number) && number >= low && number <= high
            ? number : throw Error($"A whole number from {low} to {high} is expected, not {Describe()}.");

    /// <summary>One of the words of a table.</summary>
    public T Word<T>(ReadOnlySpan<(string Word, T Value)> words)
    {
        string text = Text();
        string[] known = new string[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i].Word == text) return words[i].Value;
            known[i] = words[i].Word;
        }
        throw Error(Path, $"'{text}' is none of {string.Join(", ", known)}.{NearNames.Suggest(text, known)}", known);
    }

    /// <summary>A failure at this place, to be thrown.</summary>
    public PipelineException Error(string message, params IReadOnlyList<string> known) => Error(Path, message, known);

    private static PipelineException Error(string path, string message, params IReadOnlyList<string> known) =>
        new(path.Length == 0 ? message : $"{path}: {message}") { Path = path, Known = known };

    private JsonElement? TryGet(string key)
    {
        foreach (JsonProperty property in Properties())
            if (property.NameEquals(key)) return property.Value;
        return null;
    }

    private JsonElement.ObjectEnumerator Properties() =>
        Kind == JsonValueKind.Object ? _element.EnumerateObject() : throw Error($"An object is expected, not {Describe()}.");

    private string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private string Describe()
    {
        string text = Kind is JsonValueKind.Object ? "an object" : Kind is JsonValueKind.Array ? "an array" : _element.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
