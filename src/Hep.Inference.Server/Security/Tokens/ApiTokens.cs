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
        _seen = Look(before: null);
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
            return ReferenceEquals(seen, _seen) ? _seen = Look(seen) : _seen;
        }
    }

    // A file that cannot be read lets nobody in: what it revoked must not come back.
    private Seen Look(Seen? before)
    {
        FileState state = default;
        try
        {
            using FileStream? file = ApiTokenFile.Open(_path);
            if (file is not null) state = FileState.Of(file);
            if (before?.State == state) return before with { Looked = _time.GetTimestamp() };
            return new Seen(file is null ? [_own] : [_own, .. ApiTokenFile.Read(file).Select(Known.Of)], state, _time.GetTimestamp());
        }
        catch (IOException e) when (before is not null)
        {
            if (before.State != state) LogUnreadable(e);
            return new Seen([_own], state, _time.GetTimestamp());
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "The file of tokens cannot be read: none of them is taken")]
    private partial void LogUnreadable(Exception e);

    private sealed record Known(string Name, byte[] Hash, IReadOnlyList<AccessGrant> Grants, DateTimeOffset? Expires)
    {
        public static Known Of(ApiToken token) => new(token.Name, Convert.FromHexString(token.Sha256), token.Grants, token.Expires);
    }

    private sealed record Seen(Known[] Tokens, FileState State, long Looked);

    /// <summary>What tells one content of the file from another; of the file that is open, and not of a link to it.</summary>
    private readonly record struct FileState(DateTime Written, long Length, UnixFileMode Mode)
    {
        public static FileState Of(FileStream file) => new(File.GetLastWriteTimeUtc(file.SafeFileHandle), file.Length,
            OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file.SafeFileHandle));
    }
}
