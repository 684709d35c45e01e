using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hep.Inference;
using Hep.Inference.Server;
using Hep.Jagged;
using Hep.Tool.Terminal;

namespace Hep.Tool.Serving;

/// <summary>The settings of a service as a file: <c>hep serve --config FILE</c>. What the command line says goes before.</summary>
internal sealed record ServeConfiguration
{
    private const int MostDays = 36_500;

    /// <summary>The folder of the model repository.</summary>
    public string? Models { get; init; }

    /// <summary>Where to listen.</summary>
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>The port for gRPC; null: the one behind that of the first address.</summary>
    public int? GrpcPort { get; init; }

    /// <summary>The file that keeps the token for uploads and administration.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Whether callers on this machine need no token.</summary>
    public bool OpenAdministration { get; init; }

    /// <summary>Host names that callers may use, besides those of loopback.</summary>
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>The longest request for a prediction, in bytes.</summary>
    public long? MaximumRequestBytes { get; init; }

    /// <summary>The longest ROOT file that is taken as a request, in bytes.</summary>
    public long? MaximumFileBytes { get; init; }

    /// <summary>The events of a ROOT file that one request may have scored.</summary>
    public long? MaximumFileEntries { get; init; }

    /// <summary>The beginnings of URLs from which files are fetched for callers.</summary>
    public IReadOnlyList<string>? AllowedUrlPrefixes { get; init; }

    /// <summary>The largest model that is taken, in bytes.</summary>
    public long? MaximumModelBytes { get; init; }

    /// <summary>The memory that loaded models may take, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How models are run that have no settings of their own.</summary>
    public ModelExecution? Execution { get; init; }

    /// <summary>Days for which a deleted version can be brought back; 0: not at all.</summary>
    public double? KeepDeletedDays { get; init; }

    /// <summary>What the repository may hold.</summary>
    public RepositoryQuota? TotalQuota { get; init; }

    /// <summary>What each namespace may hold that has no quota of its own.</summary>
    public RepositoryQuota? NamespaceQuota { get; init; }

    /// <summary>What namespaces may hold, by name, with all below them.</summary>
    public IReadOnlyDictionary<string, RepositoryQuota>? NamespaceQuotas { get; init; }

    /// <summary>Reads a file; comments and trailing commas are allowed, paths are relative to the file.</summary>
    /// <exception cref="ToolException">The file cannot be read, or a key or value does not fit.</exception>
    public static async Task<ServeConfiguration> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new ToolException($"There is no configuration file '{path}'.");
        try
        {
            string text = await File.ReadAllTextAsync(path, cancellationToken);
            JsonTypeInfo<ServeConfiguration> type = ServeConfigurationJson.Default.ServeConfiguration;
            CheckKeys(path, text, type);
            ServeConfiguration configuration = JsonSerializer.Deserialize(text, type)
                ?? throw new ToolException($"{path}: an object is expected.");
            string folder = Path.GetDirectoryName(path)!;
            return configuration with
            {
                Models = configuration.Models is { } models ? Path.GetFullPath(models, folder) : null,
                TokenFile = configuration.TokenFile is { } token ? Path.GetFullPath(token, folder) : null,
            };
        }
        catch (JsonException failure)
        {
            throw new ToolException(
                $"{path}({failure.LineNumber + 1},{failure.BytePositionInLine + 1}): {FailureText.WithoutPlace(failure)}", failure);
        }
    }

    /// <summary>The options of the service.</summary>
    public InferenceServerOptions ToOptions()
    {
        InferenceServerOptions options = new()
        {
            TokenFile = TokenFile,
            OpenAdministration = OpenAdministration,
            MemoryBytes = MemoryBytes,
            Execution = Execution ?? ModelExecution.Default,
            TotalQuota = TotalQuota ?? RepositoryQuota.None,
            NamespaceQuota = NamespaceQuota ?? RepositoryQuota.None,
        };
        return options with
        {
            AllowedHosts = AllowedHosts ?? options.AllowedHosts,   // the reader of JSON knows no defaults of its own
            AllowedUrlPrefixes = AllowedUrlPrefixes ?? options.AllowedUrlPrefixes,
            ModelsFolder = Models ?? options.ModelsFolder,
            MaximumRequestBytes = MaximumRequestBytes ?? options.MaximumRequestBytes,
            MaximumFileBytes = MaximumFileBytes ?? options.MaximumFileBytes,
            MaximumFileEntries = MaximumFileEntries ?? options.MaximumFileEntries,
            MaximumModelBytes = MaximumModelBytes ?? options.MaximumModelBytes,
            NamespaceQuotas = NamespaceQuotas ?? options.NamespaceQuotas,
            DeletedFor = KeepDeletedDays is { } days ? TimeSpan.FromDays(Math.Clamp(days, 0, MostDays)) : options.DeletedFor,
        };
    }

    private static void CheckKeys(string path, string text, JsonTypeInfo type)
    {
        using JsonDocument document = JsonDocument.Parse(text,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new ToolException($"{path}: an object is expected.");
        string[] known = [.. type.Properties.Select(p => p.Name)];
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
            if (!known.Contains(property.Name, StringComparer.Ordinal))
                throw new ToolException($"{path}: there is no key '{property.Name}'.{NearNames.Suggest(property.Name, known)} Known: "
                    + $"{string.Join(", ", known)}.");
    }
}

/// <summary>How the file is spelt.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ServeConfiguration))]
internal sealed partial class ServeConfigurationJson : JsonSerializerContext;
