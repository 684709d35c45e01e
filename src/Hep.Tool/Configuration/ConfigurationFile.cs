using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Terminal;
using Hep.Train;

namespace Hep.Tool.Configuration;

/// <summary>A configuration file, JSON or YAML by its extension, as the specifications of the packages.</summary>
internal sealed class ConfigurationFile
{
    private const long MaxBytes = 16L << 20;

    private static readonly string[] Sections = ["$schema", "dataset", "features", "grid", "network", "training"];
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly string _path;
    private readonly JsonObject _root;

    private ConfigurationFile(string path, JsonObject root)
    {
        _path = path;
        _root = root;
    }

    /// <summary>The document as plain JSON, whatever it was written in.</summary>
    public string Json => _root.ToJsonString();

    /// <summary>Reads a file and checks its sections' names.</summary>
    /// <exception cref="ToolException">The file cannot be read, is no document, or has an unknown section.</exception>
    public static async Task<ConfigurationFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new ToolException($"There is no configuration file '{path}'.");
        if (new FileInfo(path).Length > MaxBytes) throw new ToolException($"'{path}' is larger than 16 MiB: that is no configuration.");
        return Parse(await File.ReadAllTextAsync(path, cancellationToken), path);
    }

    /// <summary>Reads the text of a file.</summary>
    public static ConfigurationFile Parse(string text, string path)
    {
        JsonNode? document = Path.GetExtension(path) is ".yaml" or ".yml" ? YamlDocument.ToJson(text, path) : ParseJson(text, path);
        if (document is not JsonObject root) throw new ToolException($"{path}: an object with the keys {string.Join(", ", Sections[1..])} is expected.");
        foreach ((string key, _) in root)
            if (!Sections.Contains(key, StringComparer.Ordinal))
                throw new ToolException($"{path}: there is no key '{key}'.{NearNames.Suggest(key, Sections)} Known: {string.Join(", ", Sections)}.");
        root.Remove("$schema");
        return new ConfigurationFile(path, root);
    }

    /// <summary>Which files are read, and how.</summary>
    public DatasetSpecification Dataset() =>
        Read(() => DatasetSpecification.FromJson(Section("dataset")?.ToJsonString() ?? throw Missing("dataset"), Path.GetDirectoryName(Path.GetFullPath(_path))!));

    /// <summary>What the network gets to see.</summary>
    public FeatureSpecification Features() => Read(() => FeatureSpecification.FromConfiguration(Json));

    /// <summary>The network; the default one where the file says nothing.</summary>
    public NetworkSpecification Network() => Read(() => Section("network") is { } network ? NetworkSpecification.FromJson(network.ToJsonString()) : new());

    /// <summary>How it is trained; the defaults where the file says nothing.</summary>
    public TrainingOptions Training() => Read(() => Section("training") is { } training ? TrainingOptions.FromJson(training.ToJsonString()) : new());

    private JsonNode? Section(string name) => _root[name];

    private ToolException Missing(string section) => new($"{_path}: the key '{section}' is missing.");

    // The packages know a place in the document; which file it stands in is known here.
    private T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is PipelineException or TrainingException)
        {
            throw new ToolException($"{_path}: {failure.Message}", failure);
        }
    }

    private static JsonNode? ParseJson(string text, string path)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Lenient);
        }
        catch (JsonException failure)
        {
            throw new ToolException($"{path}({failure.LineNumber + 1},{failure.BytePositionInLine + 1}): not JSON: {failure.Message}", failure);
        }
    }

}
