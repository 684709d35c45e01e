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
    public string? Token
    {
        get;
        init
        {
            field = value;
            IsTokenOfThisMachine = false;
        }
    }

    /// <summary>
    /// Asked for the token before each request, in place of <see cref="Token"/>: for one that is renewed while the program runs, such as
    /// the file of a bearer token (<c>_ => ValueTask.FromResult&lt;string?&gt;(File.ReadAllText(path).Trim())</c>). Null of it: none.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>>? TokenSource { get; init; }

    /// <summary>
    /// Servers that have the same models, asked in this order while the first cannot answer. They get the token, too, except
    /// that of <see cref="WithTokenOfThisMachine"/>. Predictions, metadata and health go there; the repository is always that of
    /// the first server.
    /// </summary>
    public IReadOnlyList<Uri> Fallbacks { get; init; } = [];

    /// <summary>
    /// How often a call is sent again, to all servers that there are, that none could take now (429, 502, 503, no connection). Calls that
    /// are another matter when they are repeated, uploads, rollbacks, deletions and what takes them back, are sent again only where no
    /// connection was made.
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

    /// <summary>
    /// Bytes of one request at most: larger batches of events travel in several. One event goes, whatever its size. At most what the
    /// service takes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int RequestBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 8 << 20;

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
    /// there is one. It goes to addresses of loopback alone, whatever servers to fall back on there are.
    /// </summary>
    /// <param name="address">The service; nothing is read unless it is on loopback.</param>
    /// <exception cref="IOException">Others may read the file.</exception>
    public InferenceClientOptions WithTokenOfThisMachine(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Token is null && TokenSource is null && address.IsLoopback && AccessTokenFile.TryRead(path: null, out string? token)
            ? this with { Token = token, IsTokenOfThisMachine = true }   // in this order: a token that is set is anybody's
            : this;
    }

    /// <summary>Retries and servers, and no secret.</summary>
    public override string ToString() => $"{Retries} retries, {Fallbacks.Count} fallbacks, {Format} tensors";

    /// <summary>The token that a server gets; null: none.</summary>
    internal async ValueTask<string?> GetTokenAsync(Uri server, CancellationToken cancellationToken)
    {
        if (TokenSource is not null) return await TokenSource(cancellationToken).ConfigureAwait(false);
        return IsTokenOfThisMachine && !server.IsLoopback ? null : Token;
    }

    private bool IsTokenOfThisMachine { get; init; }
}
