using System.Globalization;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// A URL of the schemes <c>root</c>, <c>xroot</c>, <c>roots</c> and <c>xroots</c>: <c>root://[user@]host[:port]//path?cgi</c>. One slash
/// separates the authority; the path is sent with one in front always, since servers refuse relative ones.
/// </summary>
internal sealed record XRootDUrl
{
    public const int DefaultPort = 1094;

    private const string Separator = "://";

    private XRootDUrl(Endpoint endpoint, string path, string query) => (Endpoint, Path, Query) = (endpoint, path, query);

    /// <summary>Whom to ask first.</summary>
    public Endpoint Endpoint { get; private init; }

    /// <summary>The absolute path.</summary>
    public string Path { get; private init; }

    /// <summary>What stands behind the question mark, byte for byte; may be empty.</summary>
    public string Query { get; private init; }

    /// <summary>The path with what a server should see of the query: options of clients (<c>xrd.…</c>) stay here.</summary>
    public string PathAndQuery => Opaque.Join(Path, Opaque.ForServers(Query));

    /// <summary>Whether a location is such a URL.</summary>
    public static bool IsOne(string location) => SchemeOf(location) is not null;

    /// <exception cref="XRootDException">It is no such URL.</exception>
    public static XRootDUrl Parse(string url)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        if (SchemeOf(url) is not { } usesTls) throw Wrong(url, "it begins with none of root://, roots://, xroot://, xroots://");
        string rest = url[(url.IndexOf(Separator, StringComparison.Ordinal) + Separator.Length)..];
        int slash = rest.AsSpan().IndexOfAny('/', '?');
        string authority = slash < 0 ? rest : rest[..slash], tail = slash < 0 ? "" : rest[slash..];
        int question = tail.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? tail : tail[..question];
        int at = authority.LastIndexOf('@');
        (string host, int port) = ParseHost(url, authority[(at + 1)..]);
        // The user may be followed by a password, which nobody uses.
        string user = at < 0 ? "" : authority[..at].Split(':')[0];
        string query = question < 0 ? "" : tail[(question + 1)..];
        return new XRootDUrl(new Endpoint(host, port, usesTls, user), $"/{path.TrimStart('/')}", query);
    }

    /// <summary>The same path elsewhere.</summary>
    public XRootDUrl At(Endpoint endpoint) => this with { Endpoint = endpoint };

    /// <summary>Another path of the same server.</summary>
    public XRootDUrl WithPath(string path) => this with { Path = $"/{path.TrimStart('/')}" };

    /// <summary>The same with more behind the question mark.</summary>
    public XRootDUrl WithQuery(string more) => this with { Query = Opaque.Merge(Query, more) };

    /// <summary>The same with nothing behind the question mark.</summary>
    public XRootDUrl WithoutQuery() => this with { Query = "" };

    /// <summary>What names the file, whoever asks for it and whatever lets them in.</summary>
    public string WithoutSecrets() => $"root://{Endpoint}/{Opaque.Join(Path, Opaque.WithoutSecrets(Opaque.ForServers(Query)))}";

    /// <summary>The URL as messages and logs may show it: no token, no password.</summary>
    public override string ToString() =>
        $"{(Endpoint.UsesTls ? "roots" : "root")}://{Endpoint}/{Opaque.Join(Path, Opaque.Redact(Query))}";

    private static bool? SchemeOf(string location)
    {
        int end = location.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? null : location[..end].ToLowerInvariant() switch
        {
            "root" or "xroot" => false,
            "roots" or "xroots" => true,
            _ => null,
        };
    }

    private static (string Host, int Port) ParseHost(string url, string text)
    {
        int close = text.LastIndexOf(']'), colon = text.LastIndexOf(':');
        bool hasPort = colon > close;
        string host = (hasPort ? text[..colon] : text).Trim('[', ']');
        int port = DefaultPort;
        if (hasPort && text.Length > colon + 1
            && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > 65535))
            throw Wrong(url, $"'{text[(colon + 1)..]}' is no port");
        return host.Length > 0 ? (host, port) : throw Wrong(url, "it names no host");
    }

    private static XRootDException Wrong(string url, string why)
    {
        string shown = LocationText.Show(url);
        return new XRootDException($"'{shown}' is no URL of XRootD: {why}. root://host:1094//store/nano.root is one.") { Url = shown };
    }
}
