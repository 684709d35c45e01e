using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>The <c>dataset</c> of a configuration file as a specification.</summary>
internal static class DatasetJson
{
    private const string NaN = "nan";

    /// <summary>Reads the whole object, or the list of its sources alone.</summary>
    public static DatasetSpecification Read(string json, string baseFolder, string path) => JsonSection.Parse(json, path, root =>
    {
        if (root.Kind == JsonValueKind.Array) return new DatasetSpecification { Sources = Sources(root, []), BaseFolder = baseFolder };
        root.WithOnly("sources", "default", "bad_files", "metadata_cache", "define", "where", "reweight");
        Dictionary<string, double> defaults = Defaults(root["default"], []);
        return new DatasetSpecification
        {
            Sources = Sources(root.Required("sources"), defaults),
            BadFiles = root["bad_files"]?.Word([("fail", BadFiles.Fail), ("skip", BadFiles.Skip)]) ?? BadFiles.Fail,
            MetadataCache = root["metadata_cache"] is { } cache ? Name(cache) : null,
            BaseFolder = baseFolder,
        };
    });

    private static ImmutableArray<DatasetSource> Sources(JsonSection sources, Dictionary<string, double> defaults) =>
        AtLeastOne(sources, s => Source(s, defaults));

    private static DatasetSource Source(JsonSection source, Dictionary<string, double> defaults)
    {
        source.WithOnly("files", "tree", "label", "weight", "entries", "default");
        (long first, long? end) = Entries(source["entries"]);
        return new DatasetSource
        {
            Files = OneOrMore(source.Required("files"), Name),
            Tree = source["tree"] is { } tree ? Name(tree) : null,
            Label = source["label"] is { } label ? OneOrMore(label, Formula) : [],
            Weight = source["weight"] is { } weight ? Formula(weight) : "1",
            FirstEntry = first,
            EndEntry = end,
            Default = Defaults(source["default"], defaults),
        };
    }

    private static ImmutableArray<T> OneOrMore<T>(JsonSection section, Func<JsonSection, T> read) =>
        section.Kind == JsonValueKind.Array ? AtLeastOne(section, read) : [read(section)];

    private static ImmutableArray<T> AtLeastOne<T>(JsonSection section, Func<JsonSection, T> read) =>
        section.Items(read) is { Length: > 0 } items ? items : throw section.Error("The list is empty: at least one element is expected.");

    private static string Name(JsonSection section) =>
        section.Text() is var name && !string.IsNullOrWhiteSpace(name)
            ? name
            : throw section.Error("The text is empty: a name is expected.");

    private static string Formula(JsonSection section) => section.Kind switch
    {
        JsonValueKind.Number => section.Number().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.String => Name(section),
        _ => throw section.Error("A number or an expression is expected."),
    };

    private static (long First, long? End) Entries(JsonSection? entries)
    {
        if (entries is not { } range) return (0, null);
        ImmutableArray<long?> bounds =
            range.Items<long?>(bound => bound.Kind == JsonValueKind.Null ? null : bound.Integer(0, long.MaxValue));
        if (bounds.Length != 2 || bounds[0] is not { } first)
            throw range.Error("Two bounds are expected: the first entry, and the entry before which reading ends or null.");
        if (bounds[1] < first) throw range.Error($"The range ends at {bounds[1]}, before it begins at {first}.");
        return (first, bounds[1]);
    }

    private static Dictionary<string, double> Defaults(JsonSection? own, Dictionary<string, double> shared)
    {
        Dictionary<string, double> values = new(shared, StringComparer.Ordinal);
        if (own is { } defaults)
            foreach ((string column, JsonSection value) in defaults.Entries()) values[column] = Default(value);
        return values;
    }

    private static double Default(JsonSection value) => value.Kind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when value.Text() == NaN => double.NaN,
        JsonValueKind.Number => value.Number(),
        _ => throw value.Error($"A number, true, false or \"{NaN}\" is expected.", NaN),
    };
}
