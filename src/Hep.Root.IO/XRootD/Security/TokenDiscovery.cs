using System.Runtime.InteropServices;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// Where a bearer token is found, in the order of the WLCG's Bearer Token Discovery: the variable BEARER_TOKEN, the file that
/// BEARER_TOKEN_FILE names, <c>bt_u&lt;uid&gt;</c> in the user's runtime folder, and in <c>/tmp</c>.
/// </summary>
internal static partial class TokenDiscovery
{
    /// <summary>The token, or null where there is none.</summary>
    /// <exception cref="XRootDException">The place that was named cannot be read.</exception>
    public static string? Find()
    {
        if (Text(Environment.GetEnvironmentVariable("BEARER_TOKEN")) is { } token) return token;
        if (Text(Environment.GetEnvironmentVariable("BEARER_TOKEN_FILE")) is { } named && Read(named, isNamed: true) is { } fromNamed)
            return fromNamed;
        if (OperatingSystem.IsWindows()) return null;                           // there is no such number
        string name = $"bt_u{EffectiveUser()}";
        if (Text(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR")) is { } folder
            && Read(Path.Combine(folder, name), isNamed: false) is { } fromRuntime)
            return fromRuntime;
        return Read(Path.Combine("/tmp", name), isNamed: false);
    }

    private static string? Read(string path, bool isNamed)
    {
        try
        {
            return Text(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException && !isNamed)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new XRootDException($"The token in '{path}' cannot be read: {failure.Message}", failure);
        }
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
