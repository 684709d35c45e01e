using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Terminal;
using Hep.Train;
using Hep.Train.ML;
using Hep.Train.Python;

namespace Hep.Tool.Configuration;

/// <summary>
/// A configuration file, JSON or YAML by its extension, as the specifications of the packages; each of them checks its own keys.
/// </summary>
internal sealed class ConfigurationFile
{
    private const long MaxBytes = 1L << 20;

    private static readonly string[] Sections = ["dataset", "features", "grid", "network", "mlnet", "python", "training"];
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 64,
        AllowDuplicateProperties = false,
    };

    private readonly string _path;
    private readonly JsonObject _root;
    private readonly string _json;

    private ConfigurationFile(string path, JsonObject root)
    {
        _path = path;
        _root = root;
        _json = root.ToJsonString();
    }

    /// <summary>Reads a file and checks its sections' names.</summary>
    /// <exception cref="ToolException">The file cannot be read, is no document, or has an unknown section.</exception>
    public static async Task<ConfigurationFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new ToolException($"There is no configuration file '{path}'.");
        if (new FileInfo(path).Length > MaxBytes) throw new ToolException($"'{path}' is larger than 1 MiB: that is no configuration.");
        return Parse(await File.ReadAllTextAsync(path, cancellationToken), path);
    }

    /// <summary>Reads the text of a file.</summary>
    public static ConfigurationFile Parse(string text, string path)
    {
        JsonNode? document = Path.GetExtension(path) is ".yaml" or ".yml" ? YamlDocument.ToJson(text, path) : ParseJson(text, path);
        if (document is not JsonObject root)
            throw new ToolException($"{path}: an object with the keys {string.Join(", ", Sections)} is expected.");
        root.Remove("$schema");   // for editors
        ConfigurationFile file = new(path, root);
        file.Read(file.CheckSections);
        return file;
    }

    /// <summary>Which files are read, and how.</summary>
    public DatasetSpecification Dataset() =>
        _root["dataset"] is { } dataset
            ? Read(() => DatasetSpecification.FromJson(dataset.ToJsonString(), Path.GetDirectoryName(Path.GetFullPath(_path))!))
            : throw new ToolException($"{_path}: the key 'dataset' is missing: it names the files.");

    /// <summary>What the network gets to see.</summary>
    public FeatureSpecification Features() => Read(() => FeatureSpecification.FromConfiguration(_json));

    /// <summary>How classes are weighted in bins; null: they are not.</summary>
    public ClassWeighting? Reweighting() => Read(() => ClassWeighting.FromConfiguration(_json));

    /// <summary>The network; the default one where the file says nothing.</summary>
    public NetworkSpecification Network() => Read(() => NetworkSpecification.FromConfiguration(_json));

    /// <summary>What the engine mlnet trains; the default where the file says nothing.</summary>
    public MLNetSpecification MLNet() => Read(() => MLNetSpecification.FromConfiguration(_json));

    /// <summary>The script that the engine python runs; null: the file names none.</summary>
    public PythonSpecification? Python() =>
        Read(() => PythonSpecification.FromConfiguration(_json, Path.GetDirectoryName(Path.GetFullPath(_path))!));

    /// <summary>How it is trained; the defaults where the file says nothing.</summary>
    public TrainingOptions Training()
    {
        TrainingOptions training = Read(() => TrainingOptions.FromConfiguration(_json));
        if (training.Mixing?.SourceCount is { } shares && Dataset().Sources.Count is var sources && shares != sources)
            throw new ToolException($"{_path}: training.mixing.order: there are {shares} shares and {sources} sources: one for each is "
                + "expected, in their order.");
        return training with { Configuration = JsonSerializer.SerializeToElement(WithoutSecrets(_root)) };
    }

    /// <summary>The document as everybody may read it: users, tokens and signatures in URLs are "…".</summary>
    private static JsonNode? WithoutSecrets(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, WithoutSecrets(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(WithoutSecrets)]),
        JsonValue value when value.TryGetValue(out string? text) && text.Length > 0 => new RootLocation(text, null).WithoutSecrets(),
        _ => node?.DeepClone(),
    };

    private bool CheckSections()
    {
        foreach ((string key, _) in _root)
            if (!Sections.Contains(key, StringComparer.Ordinal))
                throw new PipelineException(
                    $"there is no key '{key}'.{NearNames.Suggest(key, Sections)} Known: {string.Join(", ", Sections)}.")
                    { Path = key, Known = Sections };
        return true;
    }

    /// <summary>Checks something of the document: the packages know a place in it; which file it stands in is known here.</summary>
    /// <exception cref="ToolException">It does not fit.</exception>
    public T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PipelineException failure)
        {
            throw new ToolException($"{_path}: {failure.Message}", failure);
        }
    }

    /// <summary>The same for what has to read data, and does not know the place.</summary>
    /// <exception cref="ToolException">It does not fit.</exception>
    public async Task<T> ReadAsync<T>(string place, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (PipelineException failure)
        {
            throw new ToolException($"{_path}: {place}: {failure.Message}", failure);
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
            throw new ToolException(
                $"{path}({failure.LineNumber + 1},{failure.BytePositionInLine + 1}): not JSON: {FailureText.WithoutPlace(failure)}",
                failure);
        }
    }
}
