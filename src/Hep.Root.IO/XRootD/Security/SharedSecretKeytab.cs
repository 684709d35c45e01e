namespace Hep.Root.IO.XRootD;

/// <summary>A file of shared secrets, which nobody else may read.</summary>
internal static class SharedSecretKeytab
{
    private const string ForGroup = ".grp";
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute
        | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>
    /// Where the environment says that it is: XrdSecSSSKT, XrdSecsssKT, or <c>.xrd/sss.keytab</c> at home; null: nowhere.
    /// </summary>
    public static string? Find()
    {
        string atHome = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".xrd", "sss.keytab");
        return Environment.GetEnvironmentVariable("XrdSecSSSKT") is { Length: > 0 } named ? named
            : Environment.GetEnvironmentVariable("XrdSecsssKT") is { Length: > 0 } old ? old
            : File.Exists(atHome) ? atHome
            : null;
    }

    /// <summary>The key that is good for longest, or why there is none.</summary>
    public static (SharedSecretKey? Key, string Why) Read(string path, DateTimeOffset now)
    {
        try
        {
            UnixFileMode refused = path.EndsWith(ForGroup, StringComparison.Ordinal) ? Others : Others | UnixFileMode.GroupRead;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & refused) != 0)
                return (null, $"others may read '{path}': chmod 600 it");
            SharedSecretKey[] keys = [.. File.ReadLines(path).Select(SharedSecretKey.Parse).OfType<SharedSecretKey>()];
            return keys.Where(k => k.Expires > now).MaxBy(k => k.Expires) is { } best ? (best, "")
                : (null, keys.Length > 0 ? $"all {keys.Length} keys in '{path}' have expired" : $"'{path}' holds no key");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"'{path}' cannot be read: {failure.Message}");
        }
    }
}
