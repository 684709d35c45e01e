using Microsoft.Extensions.Logging;

namespace Hep.Inference.Client;

/// <summary>How a client reaches a service.</summary>
public sealed record InferenceClientOptions
{
    /// <summary>No token, three retries, no other servers.</summary>
    public static InferenceClientOptions Default { get; } = new();

    /// <summary>
    /// The service's token; null: calls go without one, which a service on this machine allows for reading and predicting.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>
    /// Asked for the token before each request, in place of <see cref="Token"/>: for one that is renewed while the program runs, such as
    /// the file of a bearer token (<c>_ => ValueTask.FromResult&lt;string?&gt;(File.ReadAllText(path).Trim())</c>). Null of it: none.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>>? TokenSource { get; init; }

    /// <summary>
    /// Servers that have the same models, asked in this order while the first cannot answer. They get the token, too. Predictions,
    /// metadata and health go there; the repository is always that of the first server.
    /// </summary>
    public IReadOnlyList<Uri> Fallbacks { get; init; } = [];

    /// <summary>
    /// How often a call is sent again, to all servers that there are, that none could take now (429, 502, 503, no connection). Calls that
    /// change something when they are repeated, uploads and rollbacks, are sent again only where no connection was made.
    /// </summary>
    public int Retries { get; init; } = 3;

    /// <summary>
    /// How long to wait for another attempt at most. A server that names a later time (<c>Retry-After</c>) is not asked again:
    /// <see cref="InferenceException.RetryAfter"/> tells when.
    /// </summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one attempt may take, the transfer of the answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a call may take with all its attempts; null: as long as they take. Transfers of models have their own.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long the upload or download of a model may take.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of one request at most: larger batches of events travel in several. At most what the service takes.</summary>
    public int RequestBytes { get; init; } = 8 << 20;

    /// <summary>Bytes of one answer at most, unpacked; a longer one is a failure.</summary>
    public int AnswerBytes { get; init; } = 256 << 20;

    /// <summary>How tensors travel over HTTP; over gRPC they are binary.</summary>
    public TensorFormat Format { get; init; }

    /// <summary>Which bodies are packed.</summary>
    public BodyCompression Compression { get; init; }

    /// <summary>
    /// Gets retries and servers that fail (Warning), uploads and deletions (Information) and calls (Debug), without tokens and contents;
    /// null: nobody is told.
    /// </summary>
    public ILogger? Logger { get; init; }

    /// <summary>
    /// These options with the token that a service of this user on this machine keeps in its file (<see cref="AccessTokenFile"/>), where
    /// there is one.
    /// </summary>
    /// <param name="address">The service; nothing is read unless it is on loopback, so that the token goes nowhere else.</param>
    /// <exception cref="IOException">Others may read the file.</exception>
    public InferenceClientOptions WithTokenOfThisMachine(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Token is null && TokenSource is null && address.IsLoopback && AccessTokenFile.TryRead(path: null, out string? token)
            ? this with { Token = token }
            : this;
    }

    /// <summary>Retries and servers, and no secret.</summary>
    public override string ToString() => $"{Retries} retries, {Fallbacks.Count} fallbacks, {Format} tensors";

    internal async ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken) =>
        TokenSource is null ? Token : await TokenSource(cancellationToken).ConfigureAwait(false);
}
