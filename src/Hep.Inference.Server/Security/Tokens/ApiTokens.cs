using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Security;

/// <summary>The tokens that the service knows: the one of its user, and those of the file, which is read again when it changed.</summary>
internal sealed partial class ApiTokens
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Known _own;
    private readonly Lock _reading = new();
    private volatile Seen _seen;

    /// <exception cref="IOException">The file of tokens cannot be used.</exception>
    public ApiTokens(string ownToken, string path, TimeProvider time, ILogger<ApiTokens> logger)
    {
        _own = new Known("token", ApiTokenFile.HashOf(ownToken), Caller.AllRights, null);
        _path = path;
        _time = time;
        _logger = logger;
        (DateTime written, long length) = Look();
        _seen = new Seen(Read(), written, length, time.GetTimestamp());
    }

    /// <summary>Whose token it is; null where it is nobody's, or has expired.</summary>
    public (string Name, IReadOnlyList<AccessGrant> Grants)? Find(string token)
    {
        byte[] hash = ApiTokenFile.HashOf(token);
        Known? found = Find(hash, Current(LookAgainAfter)) ?? Find(hash, Current(TimeSpan.Zero));   // it may be a new one
        return found is not null && (found.Expires is not { } end || _time.GetUtcNow() < end) ? (found.Name, found.Grants) : null;
    }

    // All are compared, each in a time that tells nothing: how long it takes says neither which one nor how much of one fits.
    private static Known? Find(byte[] hash, Seen seen)
    {
        Known? found = null;
        foreach (Known known in seen.Tokens)
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash)) found = known;
        return found;
    }

    private Seen Current(TimeSpan oldest)
    {
        Seen seen = _seen;
        if (_time.GetElapsedTime(seen.Looked) < oldest) return seen;
        lock (_reading)
        {
            if (!ReferenceEquals(seen, _seen)) return _seen;
            (DateTime written, long length) = Look();
            return _seen = written == seen.Written && length == seen.Length
                ? seen with { Looked = _time.GetTimestamp() }
                : new Seen(ReadOrNone(), written, length, _time.GetTimestamp());
        }
    }

    private (DateTime Written, long Length) Look()
    {
        FileInfo file = new(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private Known[] Read() =>
        [_own, .. ApiTokenFile.Read(_path).Select(t => new Known(t.Name, Convert.FromHexString(t.Sha256), t.Grants, t.Expires))];

    // A file that cannot be read lets nobody in: what it revoked must not come back.
    private Known[] ReadOrNone()
    {
        try
        {
            return Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(e);
            return [_own];
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "The file of tokens cannot be read: none of them is taken")]
    private partial void LogUnreadable(Exception e);

    private sealed record Known(string Name, byte[] Hash, IReadOnlyList<AccessGrant> Grants, DateTimeOffset? Expires);

    private sealed record Seen(Known[] Tokens, DateTime Written, long Length, long Looked);
}
