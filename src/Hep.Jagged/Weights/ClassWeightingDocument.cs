using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>How classes are weighted as JSON: the key <c>dataset.reweight</c> of a configuration.</summary>
internal static class ClassWeightingDocument
{
    private const string Flat = "flat";

    private static readonly (string Word, bool Keeps)[] Outside = [("zero", false), ("keep", true)];

    public static ClassWeighting Read(JsonSection section)
    {
        section.WithOnly("columns", "to", "ratios", "largest_factor", "outside");
        JsonSection columns = section.Required("columns");
        return new ClassWeighting(ReadAxes(columns))
        {
            Reference = section["to"] is { } to ? ReadReference(to) : null,
            Ratios = section["ratios"] is { } ratios ? LabelNumbers.Read(ratios) : ImmutableSortedDictionary<double, double>.Empty,
            LargestFactor = section["largest_factor"] is not { } largest ? double.PositiveInfinity
                : largest.Number() is > 0 and var factor ? factor : throw largest.Error("A number above 0 is expected."),
            KeepsOutside = section["outside"]?.Word<bool>(Outside) ?? false,
        };
    }

    public static string Write(ClassWeighting weighting) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("columns");
        foreach (GridAxis axis in weighting.Axes) WriteAxis(json, axis);
        json.WriteEndObject();
        if (weighting.Reference is { } label) json.WriteNumber("to", label);
        else json.WriteString("to", Flat);
        if (weighting.Ratios.Count > 0) LabelNumbers.Write(json, "ratios", weighting.Ratios);
        if (double.IsFinite(weighting.LargestFactor)) json.WriteNumber("largest_factor", weighting.LargestFactor);
        if (weighting.KeepsOutside) json.WriteString("outside", Outside[1].Word);
        json.WriteEndObject();
    });

    private static double? ReadReference(JsonSection section) =>
        section.Kind == JsonValueKind.Number ? section.Number() : section.Word<double?>([(Flat, null)]);

    private static List<GridAxis> ReadAxes(JsonSection section)
    {
        List<GridAxis> axes = [.. section.Entries().Select(c => ReadAxis(c.Key, c.Value))];
        if (axes.Count is < 1 or > 2) throw section.Error($"One column or two are expected, there are {axes.Count}.");
        long bins = axes.Aggregate(1L, (product, axis) => product * axis.Count);
        return bins <= ClassWeighting.MaximumBins ? axes
            : throw section.Error($"{bins} bins are more than the {ClassWeighting.MaximumBins} that are allowed.");
    }

    // A list is always one of edges: of three numbers nobody could tell whether the first counts cells.
    private static GridAxis ReadAxis(string expression, JsonSection section)
    {
        CheckExpression(expression, section);
        if (section.Kind == JsonValueKind.Array)
        {
            ImmutableArray<double> edges = section.Items(edge => edge.Number(), ClassWeighting.MaximumBins + 1);
            return GridAxis.WhyNotEdges(edges.AsSpan()) is { } wrong
                ? throw section.Error($"Ascending edges are expected, or {{\"count\": n, \"low\": x, \"high\": y}}. {wrong}")
                : GridAxis.Between(expression, edges.AsSpan());
        }
        section.WithOnly("count", "low", "high", "wrap");
        int count = (int)section.Required("count").Integer(1, ClassWeighting.MaximumBins);
        (double low, double high) = (section.Required("low").Number(), section.Required("high").Number());
        return GridAxis.WhyNotUniform(count, low, high) is { } why ? throw section.Error(why)
            : GridAxis.Uniform(expression, count, low, high) with { Wraps = section["wrap"]?.Truth() ?? false };
    }

    private static void CheckExpression(string text, JsonSection place)
    {
        if (text.Length == 0) throw place.Error("A column or an expression over the entry is expected as the key.");
        try
        {
            Expression.Parse(text);
        }
        catch (PipelineException failure)
        {
            throw new PipelineException($"{place.Path}: {failure.Message}", failure)
                { Path = place.Path, Expression = failure.Expression, Position = failure.Position };
        }
    }

    private static void WriteAxis(Utf8JsonWriter json, GridAxis axis)
    {
        json.WritePropertyName(axis.Column);
        if (!axis.IsUniform && !axis.Wraps)
        {
            json.WriteNumbersValue(axis.GetEdges());
            return;
        }
        if (!axis.IsUniform) throw new PipelineException($"'{axis.Column}': bins between edges cannot wrap in a configuration.");
        json.WriteStartObject();
        json.WriteNumber("count", axis.Count);
        json.WriteNumber("low", axis.Low);
        json.WriteNumber("high", axis.High);
        if (axis.Wraps) json.WriteBoolean("wrap", true);
        json.WriteEndObject();
    }
}
