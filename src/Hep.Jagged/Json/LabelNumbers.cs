using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>A number for each class, as <c>{"0": 1, "1": 2.5}</c>: keys are labels.</summary>
internal static class LabelNumbers
{
    private const int MaximumClasses = 1000;

    /// <summary>Reads the numbers, which are above 0, and at least one of them.</summary>
    /// <exception cref="PipelineException">A key is no label, two are the same one, or a number cannot be.</exception>
    public static ImmutableSortedDictionary<double, double> Read(JsonSection section)
    {
        ImmutableSortedDictionary<double, double>.Builder numbers = ImmutableSortedDictionary.CreateBuilder<double, double>();
        foreach ((string key, JsonSection value) in section.Entries())
        {
            if (!double.TryParse(key, NumberStyles.Float, CultureInfo.InvariantCulture, out double label) || !double.IsFinite(label))
                throw value.Error($"'{key}' is no label: keys are the numbers of classes, such as \"0\" and \"1\".");
            if (numbers.ContainsKey(label)) throw value.Error($"Class {key} is named twice.");
            if (numbers.Count == MaximumClasses) throw section.Error($"At most {MaximumClasses} classes are allowed.");
            if (!(value.Number() > 0)) throw value.Error("A number above 0 is expected.");
            numbers.Add(label, value.Number());
        }
        return numbers.Count > 0 ? numbers.ToImmutable() : throw section.Error("A number for one class at least is expected.");
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public static void Write(Utf8JsonWriter json, string key, IReadOnlyDictionary<double, double> numbers)
    {
        json.WriteStartObject(key);
        foreach ((double label, double number) in numbers.OrderBy(n => n.Key))
            json.WriteNumber(label.ToString("R", CultureInfo.InvariantCulture), number);
        json.WriteEndObject();
    }
}
