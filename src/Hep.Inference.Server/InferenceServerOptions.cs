using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Repository;
using Hep.Onnx;

namespace Hep.Inference.Server;

/// <summary>How the service keeps its models, whom it lets in, and what a request may cost.</summary>
public sealed record InferenceServerOptions
{
    /// <summary>
    /// The folder of the model repository, or of what one of several services keeps for itself; made where it is missing. One service at a
    /// time uses it.
    /// </summary>
    public string ModelsFolder { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "hep", "models");

    /// <summary>
    /// The database of a repository that services share, as a connection string of PostgreSQL; with <see cref="Blobs"/>. Null: the
    /// repository is in <see cref="ModelsFolder"/>.
    /// </summary>
    public string? Repository { get; init; }

    /// <summary>The file that holds the password for it, read for each connection; null: it is told otherwise, or there is none.</summary>
    public string? RepositoryPasswordFile { get; init; }

    /// <summary>
    /// The model files of a repository that services share: <c>s3://bucket/prefix?endpoint=https://s3.example.org</c>. Keys of access come
    /// from where all programs of AWS have them.
    /// </summary>
    public string? Blobs { get; init; }

    /// <summary>Where the models are, for people: without what is secret in a connection string.</summary>
    /// <exception cref="InvalidDataException">The connection string cannot be read.</exception>
    public string Place => Repository is { } database ? $"{PostgresDatabase.Describe(database)}, files in {Blobs}" : ModelsFolder;

    /// <summary>
    /// The file that holds the token for uploads and administration, made where it is missing; null:
    /// <see cref="AccessTokenFile.DefaultPath"/>.
    /// </summary>
    public string? TokenFile { get; init; }

    /// <summary>
    /// Whether callers on this machine may upload and delete without a token. Any program of any user here then may;
    /// off loopback nothing changes.
    /// </summary>
    public bool OpenAdministration { get; init; }

    /// <summary>
    /// The file of the tokens that others have (<see cref="ApiTokenFile"/>); null: <c>tokens.json</c> in <see cref="ModelsFolder"/>.
    /// </summary>
    public string? ApiTokens { get; init; }

    /// <summary>Issuers of JSON web tokens that the service trusts; none by default.</summary>
    public IReadOnlyList<TokenIssuer> TokenIssuers { get; init; } = [];

    /// <summary>
    /// What holders of client certificates may do without a token, by the subject (<c>CN=Jane Doe, O=CERN</c>). The host asks for
    /// certificates and verifies them, as <c>hep serve</c> does: what it lets through is believed here.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AccessGrant>> ClientCertificates { get; init; } =
        new Dictionary<string, IReadOnlyList<AccessGrant>>();

    /// <summary>
    /// What callers on this machine may do without a token: read and predict, everywhere. Behind a reverse proxy on this machine every
    /// caller seems to be on it: choose less there.
    /// </summary>
    public IReadOnlyList<AccessGrant> AnonymousOnLoopback { get; init; } = [new(AccessRole.Predict)];

    /// <summary>What callers of other machines may do without a token: nothing.</summary>
    public IReadOnlyList<AccessGrant> AnonymousElsewhere { get; init; } = [];

    /// <summary>How many requests each client may make; null: any number.</summary>
    public RequestRate? RequestRate { get; init; }

    /// <summary>
    /// The file that gets a line of JSON for each change that was asked for, and each request that was refused for who asked; null:
    /// none, and the log has them in the category <c>Hep.Inference.Server.Audit</c>.
    /// </summary>
    public string? AuditFile { get; init; }

    /// <summary>
    /// The file that gets a line of JSON for each request: when, route, model, status, time, rows, bytes and the identity of its trace;
    /// <c>-</c> is standard output; null: none.
    /// </summary>
    public string? RequestLog { get; init; }

    /// <summary>
    /// How long the service goes on answering when it is told to stop, while <c>/v2/health/ready</c> says that it stops: time for who
    /// shares requests out to look for another one. The host then answers what is under way.
    /// </summary>
    public TimeSpan StopNotice { get; init; }

    /// <summary>Names besides those of loopback that callers may use for this service: what a reverse proxy sends as <c>Host</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The longest request for a prediction, in bytes after decompression.</summary>
    public long MaximumRequestBytes { get; init; } = 64L << 20;

    /// <summary>The longest ROOT file that is taken as a request, in bytes.</summary>
    public long MaximumFileBytes { get; init; } = 256L << 20;

    /// <summary>The events of a ROOT file that are scored by one request.</summary>
    public long MaximumFileEntries { get; init; } = 1_000_000;

    /// <summary>
    /// The beginnings of URLs (<c>root://eos.example.org//store/</c>) from which the service fetches files for its callers; it follows
    /// where those servers send it.
    /// </summary>
    public IReadOnlyList<string> AllowedUrlPrefixes { get; init; } = [];

    /// <summary>The largest model that is taken, in bytes; bundles after decompression.</summary>
    public long MaximumModelBytes { get; init; } = 512L << 20;

    /// <summary>
    /// The memory that loaded models may take, in bytes; null: any. What was asked longest ago is unloaded for what is asked now, and
    /// loaded again by its next request.
    /// </summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How long a deleted version can be brought back, before its file is removed; zero: not at all.</summary>
    public TimeSpan DeletedFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What the repository may hold.</summary>
    public RepositoryQuota TotalQuota { get; init; } = RepositoryQuota.None;

    /// <summary>What each namespace may hold for which <see cref="NamespaceQuotas"/> has none.</summary>
    public RepositoryQuota NamespaceQuota { get; init; } = RepositoryQuota.None;

    /// <summary>What namespaces may hold, by name, each with all below it; the empty name is that of models without a namespace.</summary>
    public IReadOnlyDictionary<string, RepositoryQuota> NamespaceQuotas { get; init; } = new Dictionary<string, RepositoryQuota>();

    /// <summary>How models are run that have no settings of their own: what is not null here goes over <see cref="Predictor"/>.</summary>
    public ModelExecution Execution { get; init; } = ModelExecution.Default;

    /// <summary>
    /// How models are loaded and run, unless a model has settings of its own; name, version and <see cref="OnnxReadLimits.Bytes"/> are the
    /// service's.
    /// </summary>
    public OnnxPredictorOptions Predictor { get; init; } = OnnxPredictorOptions.Default with { HasBriefCallers = true };

    /// <summary>
    /// Whether the service's page is the start page, and every path that nothing else serves is answered with the service's 404; turn off
    /// in an application with pages of its own, where the service's is at <c>/ui</c>.
    /// </summary>
    public bool AnswerUnknownPaths { get; init; } = true;
}
