using System.Runtime.InteropServices;

namespace Hep.Root.IO.Network;

/// <summary>What the environment says of a user and whom they trust, in the places where programs of the Grid look for it.</summary>
internal static partial class GridEnvironment
{
    private const string UsualAuthorities = "/etc/grid-security/certificates";

    /// <summary>The file or folder with the certificates of authorities; null: the system's alone.</summary>
    public static string? Authorities => Variable("X509_CERT_FILE") ?? Variable("X509_CERT_DIR")
        ?? (Directory.Exists(UsualAuthorities) ? UsualAuthorities : null);

    /// <summary>The file with a proxy of X.509, its key and its chain; null where there is none.</summary>
    public static string? Proxy => Variable("X509_USER_PROXY") ?? (UsualProxy is { } usual && File.Exists(usual) ? usual : null);

    private static string? UsualProxy => OperatingSystem.IsWindows() ? null : $"/tmp/x509up_u{EffectiveUser()}";

    /// <summary>
    /// The bearer token, in the order of the WLCG's Bearer Token Discovery: the variable BEARER_TOKEN, the file that BEARER_TOKEN_FILE
    /// names, <c>bt_u&lt;uid&gt;</c> in the user's runtime folder, and in <c>/tmp</c>; null where there is none.
    /// </summary>
    /// <exception cref="TrustException">The place that was named cannot be read.</exception>
    public static string? FindToken()
    {
        if (Variable("BEARER_TOKEN") is { } token) return token;
        if (Variable("BEARER_TOKEN_FILE") is { } named && Read(named, isNamed: true) is { } fromNamed) return fromNamed;
        if (OperatingSystem.IsWindows()) return null;                           // users have no number there
        string name = $"bt_u{EffectiveUser()}";
        if (Variable("XDG_RUNTIME_DIR") is { } folder && Read(Path.Combine(folder, name), isNamed: false) is { } fromRuntime)
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
            throw new TrustException($"The token in '{path}' cannot be read: {failure.Message}", failure);
        }
    }

    private static string? Variable(string name) => Text(Environment.GetEnvironmentVariable(name));

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
