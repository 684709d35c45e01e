using System.Text.Json;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>A key of a kind of network: how it is read into a specification, and written.</summary>
internal sealed record NetworkKey(
    string Name, Func<NetworkSpecification, JsonSection, NetworkSpecification> Read, Action<NetworkSpecification, Utf8JsonWriter> Write)
{
    public static NetworkKey Truth<T>(string name, Func<T, bool> get, Func<T, bool, T> with) where T : NetworkSpecification =>
        new(name, (n, s) => with((T)n, s.Truth()), (n, json) => json.WriteBooleanValue(get((T)n)));

    public static NetworkKey Fraction<T>(string name, Func<T, double> get, Func<T, double, T> with) where T : NetworkSpecification =>
        new(name, (n, s) => with((T)n, s.Fraction()), (n, json) => json.WriteNumberValue(get((T)n)));

    public static NetworkKey Integer<T>(string name, Func<T, int> get, Func<T, int, T> with, int low, int high)
        where T : NetworkSpecification =>
        new(name, (n, s) => with((T)n, (int)s.Integer(low, high)), (n, json) => json.WriteNumberValue(get((T)n)));

    public static NetworkKey Widths<T>(
        string name, Func<T, IReadOnlyList<int>> get, Func<T, IReadOnlyList<int>, T> with, int mostLayers, int mostWidth)
        where T : NetworkSpecification =>
        new(name, (n, s) => with((T)n, s.Items(w => (int)w.Integer(1, mostWidth), mostLayers)), (n, json) =>
        {
            json.WriteStartArray();
            foreach (int width in get((T)n)) json.WriteNumberValue(width);
            json.WriteEndArray();
        });

    public static NetworkKey Word<T, TValue>(string name, (string Word, TValue Value)[] words, Func<T, TValue> get, Func<T, TValue, T> with)
        where T : NetworkSpecification where TValue : notnull =>
        new(name, (n, s) => with((T)n, s.Word<TValue>(words)), (n, json) => json.WriteStringValue(ConfigurationWords.Of(words, get((T)n))));

    /// <summary>A word or a list of them, each once.</summary>
    public static NetworkKey Words<T, TValue>(
        string name, (string Word, TValue Value)[] words, Func<T, IReadOnlyList<TValue>> get, Func<T, IReadOnlyList<TValue>, T> with)
        where T : NetworkSpecification where TValue : notnull =>
        new(name, (n, s) => with((T)n, ReadWords(s, words)), (n, json) =>
        {
            json.WriteStartArray();
            foreach (TValue value in get((T)n)) json.WriteStringValue(ConfigurationWords.Of(words, value));
            json.WriteEndArray();
        });

    private static IReadOnlyList<TValue> ReadWords<TValue>(JsonSection section, (string Word, TValue Value)[] words)
    {
        if (section.Kind != JsonValueKind.Array) return [section.Word<TValue>(words)];
        IReadOnlyList<TValue> values = section.Items(w => w.Word<TValue>(words), words.Length);
        if (values.Count == 0 || values.Distinct().Count() < values.Count) throw section.Error("One word at least is expected, each once.");
        return values;
    }
}
