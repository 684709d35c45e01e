namespace Hep.Root.IO.Datasets;

/// <summary>The <c>dataset</c> of a configuration file as a specification.</summary>
internal static class DatasetJson
{
    /// <summary>Reads the whole object, or the list of its sources alone.</summary>
    public static DatasetSpecification Read(string json, string baseFolder, string path)
    {
        StrictJson root = StrictJson.Parse(json, path);
        if (root.IsList) return new DatasetSpecification { Sources = Sources(root, []), BaseFolder = baseFolder };
        root.WithKeys("sources", "default", "define", "where");
        Dictionary<string, double> defaults = Defaults(root["default"], []);
        StrictJson sources = root["sources"] ?? throw root.Error($"{path} needs 'sources', a list of files with their labels.");
        return new DatasetSpecification { Sources = Sources(sources, defaults), BaseFolder = baseFolder };
    }

    private static DatasetSource[] Sources(StrictJson sources, Dictionary<string, double> defaults) => [.. sources.Elements().Select(s => Source(s, defaults))];

    private static DatasetSource Source(StrictJson source, Dictionary<string, double> defaults)
    {
        source.WithKeys("files", "tree", "label", "weight", "entries", "default");
        StrictJson files = source["files"] ?? throw source.Error($"{source.Path} needs 'files'.");
        (long first, long? end) = Entries(source["entries"]);
        return new DatasetSource
        {
            Files = files.IsList ? [.. files.Elements().Select(f => f.Text())] : [files.Text()],
            Tree = source["tree"]?.Text(),
            Label = Label(source["label"]),
            Weight = source["weight"]?.NumberOrExpression() ?? "1",
            FirstEntry = first,
            EndEntry = end,
            Default = Defaults(source["default"], defaults),
        };
    }

    private static string[] Label(StrictJson? label) => label switch
    {
        null => [],
        { IsList: true } targets => [.. targets.Elements().Select(t => t.NumberOrExpression())],
        { } target => [target.NumberOrExpression()],
    };

    private static (long First, long? End) Entries(StrictJson? entries)
    {
        if (entries is not { } range) return (0, null);
        IReadOnlyList<StrictJson> bounds = range.Elements();
        if (bounds.Count != 2) throw range.Error($"{range.Path}: two bounds expected, the first entry and the one before which reading ends, found {bounds.Count}.");
        long first = bounds[0].Count();
        long? end = bounds[1].IsNull ? null : bounds[1].Count();
        if (end < first) throw range.Error($"{range.Path}: the range ends at {end}, before it begins at {first}.");
        return (first, end);
    }

    private static Dictionary<string, double> Defaults(StrictJson? own, Dictionary<string, double> shared)
    {
        Dictionary<string, double> values = new(shared, StringComparer.Ordinal);
        if (own is { } defaults)
            foreach ((string column, StrictJson value) in defaults.Members()) values[column] = value.Number();
        return values;
    }
}
