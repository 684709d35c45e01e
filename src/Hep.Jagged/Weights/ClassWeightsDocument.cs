using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Weights of classes as JSON: the axes, and for each class what was found and what follows.</summary>
internal static class ClassWeightsDocument
{
    private const string Format = "hep.classweights/1";
    private const int MaximumClasses = 1000;

    public static string Write(ClassWeights weights) => JsonText.Write(json => Write(json, weights));

    public static ClassWeights Read(string json) => JsonSection.Parse(json, "", Read);

    /// <summary>Writes the document as a value of a larger one.</summary>
    public static void Write(Utf8JsonWriter json, ClassWeights weights)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteBoolean("keeps_outside", weights.KeepsOutside);
        if (weights.Weighting.Reference is { } reference) json.WriteNumber("to", reference);
        if (weights.Weighting.Ratios.Count > 0) LabelNumbers.Write(json, "ratios", weights.Weighting.Ratios);
        if (double.IsFinite(weights.Weighting.LargestFactor)) json.WriteNumber("largest_factor", weights.Weighting.LargestFactor);
        json.WriteStartArray("axes");
        foreach (GridAxis axis in weights.Axes)
        {
            json.WriteStartObject();
            json.WriteString("value", axis.Column);
            GridWriter.WriteBins(json, "bins", axis);
            if (axis.Wraps) json.WriteBoolean("wrap", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("classes");
        foreach (ClassFactors factors in weights.Classes) Write(json, factors);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads what stands in a larger document.</summary>
    public static ClassWeights Read(JsonSection root)
    {
        root.WithOnly("format", "keeps_outside", "to", "ratios", "largest_factor", "axes", "classes");
        root.Required("format").Word([(Format, 1)]);
        JsonSection axesSection = root.Required("axes"), classesSection = root.Required("classes");
        ImmutableArray<GridAxis> axes = axesSection.Items(ReadAxis, limit: 2);
        if (axes.IsEmpty) throw axesSection.Error("One axis or two are expected.");
        long bins = axes.Aggregate(1L, (product, axis) => product * axis.Count);
        if (bins > ClassWeighting.MaximumBins)
            throw axesSection.Error($"At most {ClassWeighting.MaximumBins} bins are allowed, there are {bins}.");
        ImmutableArray<ClassFactors> classes = classesSection.Items(c => ReadClass(c, (int)bins), MaximumClasses);
        if (classes.Select(c => c.Label).Distinct().Count() != classes.Length) throw classesSection.Error("A class is listed twice.");
        ClassWeighting weighting = new(axes)
        {
            Reference = root["to"]?.Number(),
            Ratios = root["ratios"] is { } ratios ? LabelNumbers.Read(ratios) : ImmutableSortedDictionary<double, double>.Empty,
            LargestFactor = root["largest_factor"]?.Number() ?? double.PositiveInfinity,
            KeepsOutside = root.Required("keeps_outside").Truth(),
        };
        return new ClassWeights(weighting, classes);
    }

    private static void Write(Utf8JsonWriter json, ClassFactors factors)
    {
        json.WriteStartObject();
        json.WriteNumber("label", factors.Label);
        json.WritePropertyName("factors");
        json.WriteNumbersValue(factors.Factors.AsSpan());
        json.WritePropertyName("sums");
        json.WriteNumbersValue(factors.Sums.AsSpan());
        json.WriteStartArray("counts");
        foreach (long count in factors.Counts) json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteNumber("outside", factors.OutsideCount);
        json.WriteStartArray("clipped");
        foreach (int bin in factors.ClippedBins) json.WriteNumberValue(bin);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static GridAxis ReadAxis(JsonSection section)
    {
        section.WithOnly("value", "bins", "wrap");
        JsonSection value = section.Required("value");
        if (value.Text().Length == 0) throw value.Error("A column or an expression is expected.");
        return GridReader.ReadBins(value.Text(), section.Required("bins")) with { Wraps = section["wrap"]?.Truth() ?? false };
    }

    private static ClassFactors ReadClass(JsonSection section, int bins)
    {
        section.WithOnly("label", "factors", "sums", "counts", "outside", "clipped");
        return new ClassFactors(section.Required("label").Number(),
            Each("factors", f => f.Number() is >= 0 and var factor ? factor : throw f.Error("A factor is not negative.")),
            Each("sums", s => s.Number()), Each("counts", c => c.Integer(0, long.MaxValue)))
        {
            OutsideCount = section.Required("outside").Integer(0, long.MaxValue),
            ClippedBins = section.Required("clipped").Items(b => (int)b.Integer(0, bins - 1), bins),
        };

        ImmutableArray<T> Each<T>(string key, Func<JsonSection, T> read)
        {
            JsonSection values = section.Required(key);
            ImmutableArray<T> items = values.Items(read, bins);
            return items.Length == bins ? items
                : throw values.Error($"A number for each of {bins} bins is expected, there are {items.Length}.");
        }
    }
}
