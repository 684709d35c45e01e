namespace Hep.Inference.Server.Protocols.Files;

/// <summary>
/// Which files the service fetches for its callers: those below the prefixes that are configured, and no others. Where a server sends the
/// service on to another one it follows: a prefix is trust in that server.
/// </summary>
internal static class AllowedUrls
{
    private static readonly string[] Schemes = ["root://", "roots://", "http://", "https://"];

    /// <exception cref="InferenceException">403: the URL is below no prefix, or is written so that this cannot be told.</exception>
    public static void Check(string url, IReadOnlyList<string> prefixes)
    {
        bool isPlain = Schemes.Any(s => url.StartsWith(s, StringComparison.Ordinal)) && !url.Contains("..", StringComparison.Ordinal)
            && !url.Any(c => c is <= ' ' or '\\' or '%' or '@' or '#' or '*' or (>= '[' and <= '^') or > '~');
        if (isPlain && prefixes.Any(p => IsBelow(url, p))) return;
        throw new InferenceException(InferenceFailure.Forbidden,
            "The service fetches no file from there: its configuration names the beginnings of URLs that it may read (AllowedUrlPrefixes). "
                + "The file itself may be the body.");
    }

    // A prefix without a slash at its end is a folder or a file nevertheless, and no beginning of a name.
    private static bool IsBelow(string url, string prefix) => prefix.Length > 0 && url.StartsWith(prefix, StringComparison.Ordinal)
        && (prefix[^1] == '/' || url.Length == prefix.Length || url[prefix.Length] == '/');
}
