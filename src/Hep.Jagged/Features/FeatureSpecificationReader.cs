using System.Collections.Immutable;
using System.Text.Json;

namespace Hep.Jagged;

/// <summary>Reads a specification from JSON, strictly.</summary>
internal static class FeatureSpecificationReader
{
    public static FeatureSpecification ReadDocument(string json, string path) => JsonSection.Parse(json, path, root =>
        Read(root.WithOnly("define", "where", "features", "grid"), root["features"], root["grid"]));

    public static FeatureSpecification ReadConfiguration(string json) => JsonSection.Parse(json, "", root =>
        Read(root["dataset"], root["grid"] is null ? root.Required("features") : root["features"], root["grid"]));

    private static FeatureSpecification Read(JsonSection? selection, JsonSection? features, JsonSection? grid)
    {
        FeatureSpecification specification = new()
        {
            Define = selection?["define"] is { } define ? ReadDefinitions(define) : [],
            Where = selection?["where"] is { } where ? ReadExpression(where) : null,
            Grid = grid is { } planes ? GridReader.Read(planes) : null,
        };
        return features is { } section ? ReadFeatures(section, specification) : specification;
    }

    private static FeatureSpecification ReadFeatures(JsonSection section, FeatureSpecification specification)
    {
        section.WithOnly("columns", "collections", "scaling", "categorical", "encode", "clip", "constant", "padding", "nan");
        return specification with
        {
            Columns = section.Required("columns").Items(c => c.Text(), PipelineLimits.Columns),
            Collections = ReadMap(section["collections"], ReadCollection),
            Scaling = ReadMap(section["scaling"], s => s.Word(SpecificationWords.Scaling)),
            Categorical = ReadCategorical(section),
            Clip = ReadMap(section["clip"], ReadClip),
            Constant = section["constant"]?.Word(SpecificationWords.Constant) ?? ConstantHandling.Zero,
            Padding = section["padding"] is { } padding ? ReadPadding(padding) : 0,
            Nan = section["nan"] is { } nan ? ReadNan(nan) : NanPolicy.Mask,
        };
    }

    internal static ImmutableArray<ColumnDefinition> ReadDefinitions(JsonSection section)
    {
        ImmutableArray<ColumnDefinition>.Builder definitions = ImmutableArray.CreateBuilder<ColumnDefinition>();
        foreach ((string name, JsonSection formula) in section.Entries())
        {
            if (name.Length == 0) throw formula.Error("A defined column needs a name.");
            if (definitions.Count == PipelineLimits.Definitions)
                throw section.Error($"At most {PipelineLimits.Definitions} definitions are allowed.");
            definitions.Add(new ColumnDefinition(name, ReadExpression(formula)));
        }
        return definitions.ToImmutable();
    }

    private static CollectionOptions ReadCollection(JsonSection section)
    {
        section.WithOnly("length", "overflow", "pad_mode", "order_by", "where", "members");
        (ListLength outer, ListLength inner) = section["length"] is { } length ? ReadLengths(length) : default;
        return new CollectionOptions
        {
            Length = outer,
            InnerLength = inner,
            Overflow = section["overflow"]?.Word(SpecificationWords.Overflow) ?? OverflowPolicy.Truncate,
            PadMode = section["pad_mode"]?.Word(SpecificationWords.PadModes) ?? PadMode.Constant,
            OrderBy = section["order_by"] is { } order ? ReadExpression(order) : null,
            Where = section["where"] is { } where ? ReadExpression(where) : null,
            Members = section["members"]?.Items(m => m.Text(), PipelineLimits.Columns) ?? [],
        };
    }

    private static (ListLength Outer, ListLength Inner) ReadLengths(JsonSection section)
    {
        if (section.Kind != JsonValueKind.Array) return (ReadLength(section), ListLength.Maximum);
        ImmutableArray<ListLength> lengths = section.Items(ReadLength);
        return lengths.Length == 2
            ? (lengths[0], lengths[1])
            : throw section.Error($"[outer, inner] has two lengths, not {lengths.Length}.");
    }

    private static ListLength ReadLength(JsonSection section) =>
        section.Kind == JsonValueKind.Number
            ? ListLength.Fixed((int)section.Integer(1, PipelineLimits.Cells))
            : section.Word<ListLength>([("max", ListLength.Maximum), ("p99", ListLength.Percentile99)]);

    private static ImmutableSortedDictionary<string, CategoricalOptions> ReadCategorical(JsonSection features)
    {
        Func<string, CategoryEncoding> encoding = ReadEncoding(features["encode"]);
        ImmutableSortedDictionary<string, CategoricalOptions> categorical =
            ReadMap(features["categorical"], (name, section) => ReadCategories(section, encoding(name)));
        return features["encode"] is { Kind: JsonValueKind.Object } encode ? Narrow(categorical, encode) : categorical;
    }

    // A name or glob of "encode" may be narrower than the one of "categorical" that covers it: it is then a rule of its own.
    private static ImmutableSortedDictionary<string, CategoricalOptions> Narrow(
        ImmutableSortedDictionary<string, CategoricalOptions> categorical, JsonSection encode)
    {
        NamePatterns<CategoricalOptions> covering = new(categorical);
        foreach ((string name, JsonSection word) in encode.Entries())
            if (!categorical.ContainsKey(name) && covering.TryFind(name, out CategoricalOptions? options))
                categorical = categorical.Add(name, options with { Encoding = word.Word(SpecificationWords.Encoding) });
        return categorical;
    }

    private static CategoricalOptions ReadCategories(JsonSection section, CategoryEncoding encoding)
    {
        CategoricalOptions options = new() { Encoding = encoding };
        if (section.Kind != JsonValueKind.Array) return section.Word([("auto", options)]);
        ImmutableArray<double> values = ReadCategoryValues(section);
        return values.IsEmpty ? throw section.Error("At least one category is needed, or \"auto\".") : options with { Values = values };
    }

    /// <summary>The categories of a column; a pipeline has none of a column whose values were all no numbers.</summary>
    internal static ImmutableArray<double> ReadCategoryValues(JsonSection section)
    {
        ImmutableArray<double> values = section.Items(
            v => v.Kind is JsonValueKind.True or JsonValueKind.False ? (v.Truth() ? 1 : 0) : v.Number(), PipelineLimits.Categories);
        if (values.Distinct().Count() != values.Length) throw section.Error("A category is listed twice.");
        return values;
    }

    /// <summary>One word for all categorical columns, or a word by name or glob.</summary>
    private static Func<string, CategoryEncoding> ReadEncoding(JsonSection? section)
    {
        if (section is not { } encode) return _ => CategoryEncoding.OneHot;
        if (encode.Kind != JsonValueKind.Object)
        {
            CategoryEncoding all = encode.Word(SpecificationWords.Encoding);
            return _ => all;
        }
        NamePatterns<CategoryEncoding> byName = new(ReadMap(encode, e => e.Word(SpecificationWords.Encoding)));
        return name => byName.TryFind(name, out CategoryEncoding found) ? found : CategoryEncoding.OneHot;
    }

    internal static ClipRange ReadClip(JsonSection section)
    {
        ImmutableArray<double> limits = section.Items(l => l.Number());
        if (limits.Length != 2 || limits[0] > limits[1]) throw section.Error("[low, high] is expected, low not above high.");
        return new ClipRange(limits[0], limits[1]);
    }

    internal static float ReadPadding(JsonSection section) =>
        section.Kind == JsonValueKind.String ? section.Word([("nan", float.NaN)]) : section.Float();

    internal static NanPolicy ReadNan(JsonSection section) =>
        section.Kind == JsonValueKind.Number ? NanPolicy.Replace(section.Float()) : section.Word(SpecificationWords.Nan);

    private static string ReadExpression(JsonSection section)
    {
        string text = section.Text();
        try
        {
            return Expression.Parse(text).Text;
        }
        catch (PipelineException e)
        {
            throw new PipelineException($"{section.Path}: {e.Message}", e)
            {
                Path = section.Path,
                Expression = e.Expression,
                Position = e.Position,
            };
        }
    }

    private static ImmutableSortedDictionary<string, T> ReadMap<T>(JsonSection? section, Func<JsonSection, T> read) =>
        ReadMap(section, (_, value) => read(value));

    private static ImmutableSortedDictionary<string, T> ReadMap<T>(JsonSection? section, Func<string, JsonSection, T> read)
    {
        ImmutableSortedDictionary<string, T>.Builder map = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        if (section is { } entries)
            foreach ((string key, JsonSection value) in entries.Entries()) map.Add(key, read(key, value));
        return map.ToImmutable();
    }
}
