using Microsoft.Extensions.Logging;

namespace Hep.Inference.Client;

/// <summary>How a client reaches a service.</summary>
public sealed record InferenceClientOptions
{
    /// <summary>No token, three retries.</summary>
    public static InferenceClientOptions Default { get; } = new();

    /// <summary>
    /// The service's token; null: calls go without one, which a service on this machine allows for reading and predicting.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>
    /// Further attempts of a call that the service could not take now (429, 502, 503, 504, no connection). Uploads are sent once,
    /// as their content may not be there a second time.
    /// </summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long one attempt may take, the transfer of the answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long an upload may take.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of one request at most: larger batches of events travel in several. At most what the service takes.</summary>
    public int RequestBytes { get; init; } = 8 << 20;

    /// <summary>
    /// Gets retries (Warning), uploads and deletions (Information) and calls (Debug), without tokens and contents; null: nobody is told.
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
        return Token is null && address.IsLoopback && AccessTokenFile.TryRead(path: null, out string? token)
            ? this with { Token = token }
            : this;
    }
}
