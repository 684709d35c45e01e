using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Statistics as JSON: the recipe with the figures in its columns and collections.</summary>
internal static class StatisticsDocument
{
    private const string Format = "hep.statistics/1";

    public static string Write(FeatureStatistics statistics) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("entries_seen", statistics.EntriesSeen);
        json.WriteNumber("entries_kept", statistics.EntriesKept);
        json.WriteString("fingerprint", statistics.Fingerprint);
        RecipeDocument.Write(json, statistics.Recipe,
            i => WriteLengths(json, "lengths", statistics.Collections[i].Lengths),
            i => WriteColumn(json, statistics.Columns[i]));
        if (!statistics.Warnings.IsEmpty) json.WriteTexts("warnings", statistics.Warnings);
        if (statistics.ClassWeights is { } weights)
        {
            json.WritePropertyName("class_weights");
            ClassWeightsDocument.Write(json, weights);
        }
        json.WriteEndObject();
    });

    public static FeatureStatistics Read(string json) => JsonSection.Parse(json, "", root =>
    {
        // "kept" is what hep fit --json adds of its folder; it is of one run, and no statistics.
        root.WithOnly(["format", "entries_seen", "entries_kept", "fingerprint", "warnings", "class_weights", "kept",
            .. RecipeDocument.Keys]);
        root.Required("format").Word([(Format, 1)]);
        FeatureRecipe recipe = RecipeDocument.Read(root);
        JsonSection fingerprint = root.Required("fingerprint");
        FeatureStatistics statistics = new(recipe)
        {
            EntriesSeen = root.Required("entries_seen").Integer(0, long.MaxValue),
            EntriesKept = root.Required("entries_kept").Integer(0, long.MaxValue),
            EntryHash = StatisticsFingerprint.EntriesIn(fingerprint.Text())
                ?? throw fingerprint.Error("32 hexadecimal digits are expected."),
            Collections = root.Required("collections").Items(ReadCollection),
            Columns = root.Required("columns").Items(ReadColumn),
            Warnings = root["warnings"]?.Items(w => w.Text()) ?? [],
        };
        return root["class_weights"] is { } weights ? statistics.WithClassWeights(ClassWeightsDocument.Read(weights)) : statistics;
    });

    private static void WriteColumn(Utf8JsonWriter json, ColumnStatistics column)
    {
        json.WriteNumber("count", column.Count);
        json.WriteNumber("nan", column.NanCount);
        json.WriteNumber("infinite", column.InfinityCount);
        json.WriteNumberOrNull("min", column.Minimum);
        json.WriteNumberOrNull("max", column.Maximum);
        json.WriteNumberOrNull("mean", column.Mean);
        json.WriteNumberOrNull("variance", column.Variance);
        json.WriteNumberOrNull("q25", column.Quantile25);
        json.WriteNumberOrNull("median", column.Median);
        json.WriteNumberOrNull("q75", column.Quantile75);
        if (!double.IsNaN(column.LogMean))
        {
            json.WriteNumberOrNull("log_mean", column.LogMean);
            json.WriteNumberOrNull("log_variance", column.LogVariance);
        }
        if (!column.Categories.IsEmpty)
        {
            json.WritePropertyName("categories");
            json.WriteNumbersValue(column.Categories.AsSpan());
        }
        if (column.InnerLengths.ListCount > 0) WriteLengths(json, "inner_lengths", column.InnerLengths);
    }

    private static ColumnStatistics ReadColumn(JsonSection section)
    {
        section.WithOnly(["count", "nan", "infinite", "min", "max", "mean", "variance", "q25", "median", "q75", "log_mean", "log_variance",
            "categories", "inner_lengths", .. RecipeDocument.ColumnKeys]);
        return new ColumnStatistics
        {
            Name = section.Required("name").Text(),
            Count = section.Required("count").Integer(0, long.MaxValue),
            NanCount = section.Required("nan").Integer(0, long.MaxValue),
            InfinityCount = section.Required("infinite").Integer(0, long.MaxValue),
            Minimum = section.Required("min").NumberOrNan(),
            Maximum = section.Required("max").NumberOrNan(),
            Mean = section.Required("mean").NumberOrNan(),
            Variance = section.Required("variance").NumberOrNan(),
            Quantile25 = section.Required("q25").NumberOrNan(),
            Median = section.Required("median").NumberOrNan(),
            Quantile75 = section.Required("q75").NumberOrNan(),
            LogMean = section["log_mean"]?.NumberOrNan() ?? double.NaN,
            LogVariance = section["log_variance"]?.NumberOrNan() ?? double.NaN,
            Categories = section["categories"]?.Items(c => c.Number(), PipelineLimits.Categories) ?? [],
            InnerLengths = section["inner_lengths"] is { } lengths ? ReadLengths(lengths) : LengthHistogram.Empty,
        };
    }

    private static CollectionStatistics ReadCollection(JsonSection section)
    {
        section.WithOnly(["lengths", .. RecipeDocument.CollectionKeys]);
        return new CollectionStatistics(section.Required("name").Text(), ReadLengths(section.Required("lengths")));
    }

    private static void WriteLengths(Utf8JsonWriter json, string key, LengthHistogram lengths)
    {
        json.WriteStartObject(key);
        foreach ((int length, long lists) in lengths.Counts) json.WriteNumber(length.ToString(CultureInfo.InvariantCulture), lists);
        json.WriteEndObject();
    }

    private static LengthHistogram ReadLengths(JsonSection section)
    {
        ImmutableSortedDictionary<int, long>.Builder counts = ImmutableSortedDictionary.CreateBuilder<int, long>();
        foreach ((string key, JsonSection lists) in section.Entries())
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
                throw section.Error($"'{key}' is no length of a list.");
            counts[length] = lists.Integer(1, long.MaxValue);
        }
        return new LengthHistogram(counts);
    }
}
