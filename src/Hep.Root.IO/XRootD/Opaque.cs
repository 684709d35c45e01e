namespace Hep.Root.IO.XRootD;

/// <summary>
/// What stands behind the question mark of a path ("opaque information"): <c>key=value&amp;…</c>, passed on byte for byte. Keys may
/// repeat, and values hold anything but an ampersand.
/// </summary>
internal static class Opaque
{
    private const string Hidden = "***";

    // Whatever a key of one of these names begins, its value is nobody's business.
    private static readonly string[] Secrets =
    [
        "authz", "access_token", "xrd.logintoken", "token", "signature", "x-amz-signature", "x-amz-security-token", "x-goog-signature",
        "sig",
    ];

    public static string Join(string path, string query) => query.Length == 0 ? path : $"{path}?{query}";

    /// <summary>A path, which may have a query already, with more behind it.</summary>
    public static string Extend(string path, string more) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{more}";

    public static string Merge(string query, string more) =>
        more.Length == 0 ? query : query.Length == 0 ? more : $"{query}&{more}";

    /// <summary>Without the options that are for clients.</summary>
    public static string ForServers(string query) => Select(query, pair =>
        pair.StartsWith("xrd.", StringComparison.Ordinal) || pair.StartsWith("xrdcl.", StringComparison.Ordinal) ? null : pair);

    /// <summary>Without secrets, keys and all.</summary>
    public static string WithoutSecrets(string query) => Select(query, pair => SecretOf(pair) is null ? pair : null);

    /// <summary>With the values of secrets left out.</summary>
    public static string Redact(string query) =>
        Select(query, pair => SecretOf(pair) is { } secret ? $"{pair[..^secret.Length]}{Hidden}" : pair);

    /// <summary>A text of a server, which may repeat what it was asked for, without the secrets of that.</summary>
    public static string Conceal(string text, string query)
    {
        foreach (string pair in query.Split('&'))
            if (SecretOf(pair) is { } secret)
            {
                string plain = Uri.UnescapeDataString(secret);
                text = Hide(Hide(Hide(text, secret), plain), plain.Split(' ')[^1]);             // Bearer%20TOKEN
            }
        return text;
    }

    /// <summary>A text without a secret; an empty one is none.</summary>
    public static string Hide(string text, string secret) =>
        secret.Length == 0 ? text : text.Replace(secret, Hidden, StringComparison.Ordinal);

    /// <summary>The value of a pair whose key says that nobody is to see it; null: it may be seen.</summary>
    public static string? SecretOf(string pair)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals >= 0 && Secrets.Contains(pair[..equals], StringComparer.OrdinalIgnoreCase) ? pair[(equals + 1)..] : null;
    }

    private static string Select(string query, Func<string, string?> choose) => query.Length == 0
        ? query
        : string.Join('&', query.Split('&').Select(choose).OfType<string>());
}
