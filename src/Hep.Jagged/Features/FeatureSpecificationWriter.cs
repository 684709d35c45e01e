using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Writes a specification as the JSON that its reader takes; what has its default is left out.</summary>
internal static class FeatureSpecificationWriter
{
    public static string Write(FeatureSpecification specification) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        if (!specification.Define.IsEmpty)
        {
            json.WriteStartObject("define");
            foreach (ColumnDefinition definition in specification.Define) json.WriteString(definition.Name, definition.Formula);
            json.WriteEndObject();
        }
        if (specification.Where is { } where) json.WriteString("where", where);
        json.WriteStartObject("features");
        WriteFeatures(json, specification);
        json.WriteEndObject();
        if (specification.Grid is { } grid)
        {
            json.WriteStartObject("grid");
            GridWriter.WritePlanes(json, grid);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    });

    private static void WriteFeatures(Utf8JsonWriter json, FeatureSpecification specification)
    {
        json.WriteTexts("columns", specification.Columns);
        WriteMap(json, "collections", specification.Collections, WriteCollection);
        WriteMap(json, "scaling", specification.Scaling,
            static (j, s) => j.WriteStringValue(SpecificationWords.Of(SpecificationWords.Scaling, s)));
        WriteMap(json, "categorical", specification.Categorical, WriteCategories);
        WriteMap(json, "encode", specification.Categorical.Where(c => c.Value.Encoding != CategoryEncoding.OneHot),
            static (j, c) => j.WriteStringValue(SpecificationWords.Of(SpecificationWords.Encoding, c.Encoding)));
        WriteMap(json, "clip", specification.Clip, static (j, c) => j.WriteNumbersValue([c.Low, c.High]));
        if (specification.Constant != ConstantHandling.Zero)
            json.WriteString("constant", SpecificationWords.Of(SpecificationWords.Constant, specification.Constant));
        json.WritePadding("padding", specification.Padding);
        json.WriteNanPolicy("nan", specification.Nan);
    }

    private static void WriteCollection(Utf8JsonWriter json, CollectionOptions options)
    {
        json.WriteStartObject();
        if (options.InnerLength != ListLength.Maximum)
        {
            json.WriteStartArray("length");
            WriteLength(json, options.Length);
            WriteLength(json, options.InnerLength);
            json.WriteEndArray();
        }
        else if (options.Length != ListLength.Maximum)
        {
            json.WritePropertyName("length");
            WriteLength(json, options.Length);
        }
        if (options.Overflow != OverflowPolicy.Truncate)
            json.WriteString("overflow", SpecificationWords.Of(SpecificationWords.Overflow, options.Overflow));
        if (options.PadMode != PadMode.Constant)
            json.WriteString("pad_mode", SpecificationWords.Of(SpecificationWords.PadModes, options.PadMode));
        if (options.OrderBy is { } order) json.WriteString("order_by", order);
        if (options.Where is { } where) json.WriteString("where", where);
        if (!options.Members.IsEmpty) json.WriteTexts("members", options.Members);
        json.WriteEndObject();
    }

    private static void WriteLength(Utf8JsonWriter json, ListLength length)
    {
        if (length.IsFixed) json.WriteNumberValue(length.Value);
        else json.WriteStringValue(length.ToString());
    }

    private static void WriteCategories(Utf8JsonWriter json, CategoricalOptions options)
    {
        if (options.Values is { } values) json.WriteNumbersValue(values.AsSpan());
        else json.WriteStringValue("auto");
    }

    private static void WriteMap<T>(
        Utf8JsonWriter json, string key, IEnumerable<KeyValuePair<string, T>> map, Action<Utf8JsonWriter, T> write)
    {
        if (!map.Any()) return;
        json.WriteStartObject(key);
        foreach ((string name, T value) in map)
        {
            json.WritePropertyName(name);
            write(json, value);
        }
        json.WriteEndObject();
    }
}
