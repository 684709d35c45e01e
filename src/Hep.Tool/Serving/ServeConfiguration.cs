using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hep.Inference;
using Hep.Inference.Server;
using Hep.Tool.Terminal;

namespace Hep.Tool.Serving;

/// <summary>The settings of a service as a file: <c>hep serve --config FILE</c>. What the command line says goes before.</summary>
internal sealed record ServeConfiguration
{
    /// <summary>What stands for standard output where a file is named.</summary>
    public const string ToStandardOutput = "-";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private const int MostDays = 36_500, MostNoticeSeconds = 600;
    private const double UsualNoticeSeconds = 1;

    /// <summary>The folder of the model repository.</summary>
    public string? Models { get; init; }

    /// <summary>The database of a repository that services share.</summary>
    public string? Repository { get; init; }

    /// <summary>The file that holds its password.</summary>
    public string? RepositoryPasswordFile { get; init; }

    /// <summary>The model files of such a repository.</summary>
    public string? Blobs { get; init; }

    /// <summary>Where to listen.</summary>
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>The port for gRPC; null: the one behind that of the first address.</summary>
    public int? GrpcPort { get; init; }

    /// <summary>The file that keeps the token for uploads and administration.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The file of the tokens that others have; null: in the folder of models.</summary>
    public string? ApiTokens { get; init; }

    /// <summary>The service's certificate for TLS, PEM.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's key, PEM.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>The authorities whose certificates callers may show, PEM.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>What holders of certificates may do, by the subject.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AccessGrant>>? ClientCertificates { get; init; }

    /// <summary>Issuers of JSON web tokens that are trusted.</summary>
    public IReadOnlyList<TokenIssuer>? TokenIssuers { get; init; }

    /// <summary>How many requests each client may make.</summary>
    public RequestRate? RequestRate { get; init; }

    /// <summary>The file that gets a line for each change and each refusal.</summary>
    public string? AuditFile { get; init; }

    /// <summary>The file that gets a line for each request; <c>-</c> is standard output.</summary>
    public string? RequestLog { get; init; }

    /// <summary>Where traces and metrics go by OTLP.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Seconds for which a service that is told to stop says so and goes on answering.</summary>
    public double? StopNoticeSeconds { get; init; }

    /// <summary>What callers on this machine may do without a token, such as <c>predict:public</c>.</summary>
    public IReadOnlyList<AccessGrant>? AnonymousOnLoopback { get; init; }

    /// <summary>What callers of other machines may do without a token.</summary>
    public IReadOnlyList<AccessGrant>? AnonymousElsewhere { get; init; }

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
            using (JsonDocument document = JsonDocument.Parse(text, Lenient)) ConfigurationKeys.Check(path, document.RootElement, type);
            ServeConfiguration configuration = JsonSerializer.Deserialize(text, type)!;   // an object, as was checked
            Within($"{path}: grpc_port", configuration.GrpcPort, ListenAddresses.LastPort);
            Within($"{path}: stop_notice_seconds", configuration.StopNoticeSeconds, MostNoticeSeconds);
            Within($"{path}: keep_deleted_days", configuration.KeepDeletedDays, MostDays);
            if (configuration.Otlp is { } otlp && !(otlp.IsAbsoluteUri && otlp.Scheme is "http" or "https"))
                throw new ToolException($"{path}: otlp is '{otlp}': an address such as http://127.0.0.1:4318 is expected.");
            return configuration.Resolve(path);
        }
        catch (JsonException failure)
        {
            throw new ToolException(
                $"{path}({failure.LineNumber + 1},{failure.BytePositionInLine + 1}): {FailureText.WithoutPlace(failure)}", failure);
        }
    }

    /// <summary>What the service shows under TLS; null: there is none.</summary>
    /// <exception cref="ToolException">Only a part of it is named.</exception>
    public ServerCertificate? ToCertificate() => (Certificate, CertificateKey) switch
    {
        (null, null) when ClientAuthorities is null => null,
        ({ } certificate, { } key) => new ServerCertificate(certificate, key, ClientAuthorities),
        _ => throw new ToolException("TLS needs a certificate and its key: --certificate and --key, or both in the configuration."),
    };

    /// <summary>Where the models are, without what is secret in it.</summary>
    /// <exception cref="InvalidDataException">The database's connection string cannot be read.</exception>
    internal string Place => ToOptions().Place;

    /// <summary>The options of the service.</summary>
    public InferenceServerOptions ToOptions()
    {
        InferenceServerOptions options = new()
        {
            Repository = Repository,
            RepositoryPasswordFile = RepositoryPasswordFile,
            Blobs = Blobs,
            TokenFile = TokenFile,
            ApiTokens = ApiTokens,
            RequestRate = RequestRate,
            AuditFile = AuditFile,
            RequestLog = RequestLog,
            StopNotice = TimeSpan.FromSeconds(StopNoticeSeconds ?? UsualNoticeSeconds),
            OpenAdministration = OpenAdministration,
            MemoryBytes = MemoryBytes,
            Execution = Execution ?? ModelExecution.Default,
            TotalQuota = TotalQuota ?? RepositoryQuota.None,
            NamespaceQuota = NamespaceQuota ?? RepositoryQuota.None,
        };
        return options with
        {
            AnonymousOnLoopback = AnonymousOnLoopback ?? options.AnonymousOnLoopback,
            AnonymousElsewhere = AnonymousElsewhere ?? options.AnonymousElsewhere,
            ClientCertificates = ClientCertificates ?? options.ClientCertificates,
            TokenIssuers = TokenIssuers ?? options.TokenIssuers,
            AllowedHosts = AllowedHosts ?? options.AllowedHosts,   // the reader of JSON knows no defaults of its own
            AllowedUrlPrefixes = AllowedUrlPrefixes ?? options.AllowedUrlPrefixes,
            ModelsFolder = Models ?? options.ModelsFolder,
            MaximumRequestBytes = MaximumRequestBytes ?? options.MaximumRequestBytes,
            MaximumFileBytes = MaximumFileBytes ?? options.MaximumFileBytes,
            MaximumFileEntries = MaximumFileEntries ?? options.MaximumFileEntries,
            MaximumModelBytes = MaximumModelBytes ?? options.MaximumModelBytes,
            NamespaceQuotas = NamespaceQuotas ?? options.NamespaceQuotas,
            DeletedFor = KeepDeletedDays is { } days ? TimeSpan.FromDays(days) : options.DeletedFor,
        };
    }

    private static void Within(string setting, double? value, int most)
    {
        if (value is not (null or >= 0) || value > most)
            throw new ToolException(
                string.Create(CultureInfo.InvariantCulture, $"{setting} is {value}: a number from 0 to {most} is expected."));
    }

    /// <summary>The same with whole paths, which are relative to the file.</summary>
    /// <exception cref="ToolException">A path is empty, which would be the file's folder, or has a NUL.</exception>
    private ServeConfiguration Resolve(string file)
    {
        return this with
        {
            Models = Whole(Models),
            RepositoryPasswordFile = Whole(RepositoryPasswordFile),
            TokenFile = Whole(TokenFile),
            ApiTokens = Whole(ApiTokens),
            AuditFile = Whole(AuditFile),
            RequestLog = RequestLog == ToStandardOutput ? RequestLog : Whole(RequestLog),
            Certificate = Whole(Certificate),
            CertificateKey = Whole(CertificateKey),
            ClientAuthorities = Whole(ClientAuthorities),
            TokenIssuers = TokenIssuers is { } issuers
                ? [.. issuers.Select((i, at) => i with { KeysFile = Whole(i.KeysFile, $"TokenIssuers[{at}].{nameof(i.KeysFile)}") })]
                : null,
        };

        string? Whole(string? path, [CallerArgumentExpression(nameof(path))] string setting = "") => path is null ? null
            : !string.IsNullOrWhiteSpace(path) && !path.Contains('\0') ? Path.GetFullPath(path, Path.GetDirectoryName(file)!)
            : throw new ToolException($"{file}: {SettingNames.KeyOf(setting)} is '{path.Replace("\0", "\\0")}': "
                + "the path of a file or folder is expected.");
    }
}

/// <summary>How the file is spelt.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ServeConfiguration))]
internal sealed partial class ServeConfigurationJson : JsonSerializerContext;
