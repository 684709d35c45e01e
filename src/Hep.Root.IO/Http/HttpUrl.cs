using System.Buffers;
using System.Text;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Http;

/// <summary>
/// A URL of the schemes <c>http</c> and <c>https</c>. Path and query go to the server as they were written, since signatures may hang on
/// each byte; only what no request line may hold is escaped. Nobody sees the query in messages: tokens and signatures stand there.
/// </summary>
internal sealed class HttpUrl
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // How S3, Google, Azure and CloudFront call the signature of a link, and when it ends.
    private static readonly string[] Signatures = ["X-Amz-Signature", "X-Goog-Signature", "Signature", "sig"];

    // What else they put there, other with each signature; behind the first two names more follows.
    private static readonly string[] SignedWith =
    [
        "X-Amz-", "X-Goog-", "Signature", "sig", "Expires", "Key-Pair-Id", "Policy", "AWSAccessKeyId", "GoogleAccessId", "sv", "st", "se",
        "sr", "sp", "spr", "sip", "ss", "srt", "skoid", "sktid", "skt", "ske", "sks", "skv",
    ];

    private static readonly string[] Tokens = ["authz", "access_token", "token"];

    private static readonly SearchValues<char> Illegal =
        SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(c => (char)c), '\x7F', .. "\"<>\\^`{|}"]);

    private HttpUrl(Uri uri, string userInfo)
    {
        Uri = uri;
        UserInfo = userInfo;
        Server = $"{uri.Host}:{uri.Port}";
        int question = uri.PathAndQuery.IndexOf('?', StringComparison.Ordinal);
        Path = question < 0 ? uri.PathAndQuery : uri.PathAndQuery[..question];
        Query = question < 0 ? "" : uri.PathAndQuery[(question + 1)..];
    }

    public Uri Uri { get; }

    /// <summary><c>host:port</c>.</summary>
    public string Server { get; }

    public string Path { get; }

    /// <summary>What stands behind the question mark; may be empty.</summary>
    public string Query { get; }

    /// <summary><c>user:password</c>, as it was written; mostly empty.</summary>
    public string UserInfo { get; }

    public bool IsEncrypted => Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether nobody but the server hears what is said.</summary>
    public bool IsPrivate => IsEncrypted || Uri.IsLoopback;

    /// <summary>Whether it is a link that was signed for a while.</summary>
    public bool IsSigned => Query.Split('&').Any(pair => Signatures.Contains(pair.Split('=')[0], StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether a location is such a URL.</summary>
    public static bool IsOne(string location) => location.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="HttpFileException">It is no such URL.</exception>
    public static HttpUrl Parse(string url)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        if (!IsOne(url)) throw Wrong(url, "it begins with neither http:// nor https://");
        int start = url.IndexOf("//", StringComparison.Ordinal) + 2, end = url.AsSpan(start).IndexOfAny("/?#");
        string authority = end < 0 ? url[start..] : url[start..(start + end)], rest = end < 0 ? "" : url[(start + end)..];
        int at = authority.LastIndexOf('@');
        string path = $"{(rest.StartsWith('/') ? "" : "/")}{Escape(rest.Split('#')[0])}";
        string clean = $"{url[..start].ToLowerInvariant()}{authority[(at + 1)..]}{path}";
        return Uri.TryCreate(clean, AsWritten, out Uri? uri) && uri.Host.Length > 0
            ? new HttpUrl(uri, at < 0 ? "" : authority[..at])
            : throw Wrong(url, "its host or port is none");
    }

    /// <summary>Where a server sends on to: a URL, or a part of one that is understood from here.</summary>
    /// <exception cref="HttpFileException">It is neither.</exception>
    public HttpUrl Resolve(string location)
    {
        if (IsOne(location)) return Parse(location);
        if (location.StartsWith("//", StringComparison.Ordinal)) return Parse($"{Uri.Scheme}:{location}");
        if (location.StartsWith('/')) return Parse($"{Uri.Scheme}://{Uri.Authority}{location}");
        int colon = location.IndexOf(':', StringComparison.Ordinal), slash = location.AsSpan().IndexOfAny('/', '?');
        if (colon >= 0 && (slash < 0 || colon < slash)) throw Wrong(location, $"'{this}' was sent there, and nobody goes along");
        if (location.StartsWith('?')) return Parse($"{Uri.Scheme}://{Uri.Authority}{Path}{location}");
        return Parse($"{Uri.Scheme}://{Uri.Authority}{Path[..(Path.LastIndexOf('/') + 1)]}{location}");
    }

    /// <summary>Whether another URL is of the same scheme, host and port: who may see what this one may.</summary>
    public bool IsSameOrigin(HttpUrl other) => Uri.Scheme == other.Uri.Scheme && Server == other.Server;

    /// <summary>What names the file, whoever asks for it and whatever lets them in.</summary>
    public string WithoutSecrets()
    {
        string[] named = [.. Query.Split('&').Where(pair => pair.Length > 0 && !IsSecret(pair.Split('=')[0]))];
        return named.Length == 0 ? ToString() : $"{this}?{string.Join('&', named)}";

        bool IsSecret(string key) => Tokens.Contains(key, StringComparer.OrdinalIgnoreCase) || IsSigned && SignedWith.Any(each =>
            key.StartsWith(each, StringComparison.OrdinalIgnoreCase) && (each.EndsWith('-') || key.Length == each.Length));
    }

    /// <summary>The URL as messages and logs may show it: no token, no signature, no password.</summary>
    public override string ToString() => $"{Uri.Scheme}://{Uri.Authority}{Path}";

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(Illegal) && Ascii.IsValid(text)) return text;
        StringBuilder escaped = new(text.Length + 16);
        foreach (byte each in Encoding.UTF8.GetBytes(text))
            if (each is <= 0x20 or >= 0x7F || "\"<>\\^`{|}".Contains((char)each, StringComparison.Ordinal))
                escaped.Append('%').Append(Convert.ToHexString([each]));
            else escaped.Append((char)each);
        return escaped.ToString();
    }

    private static HttpFileException Wrong(string url, string why)
    {
        string shown = LocationText.Show(url);
        return new HttpFileException($"'{shown}' is no URL of a file: {why}. https://host/store/nano.root is one.") { Url = shown };
    }
}
