using System.Globalization;
using System.Text;

namespace Hep.Root.IO.Http;

/// <summary>What is asked of a server, whichever it will be in the end.</summary>
/// <param name="Method">GET, HEAD or PROPFIND.</param>
/// <param name="Range">The value of the header Range; null: everything.</param>
/// <param name="Version">The file as it was, which it has to be still; null: nobody knows yet.</param>
internal sealed record HttpAsk(HttpMethod Method, string? Range = null, FileVersion? Version = null)
{
    private static readonly HttpMethod PropFind = new("PROPFIND");

    public static HttpAsk Head { get; } = new(HttpMethod.Head);

    /// <summary>The items of a directory.</summary>
    public static HttpAsk Items { get; } = new(PropFind);

    /// <summary>One byte, which tells how many there are.</summary>
    public static HttpAsk FirstByte { get; } = new(HttpMethod.Get, "bytes=0-0");

    public static HttpAsk Whole(FileVersion? version) => new(HttpMethod.Get, null, version);

    /// <summary>A closed range: XrdHttp 5 answers open ones, and those from the end, wrongly.</summary>
    public static HttpAsk Of(long offset, int length, FileVersion version) =>
        new(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-{offset + length - 1}"), version);

    /// <summary>Several; without blanks, which make some servers hang.</summary>
    public static HttpAsk Of(IReadOnlyList<ByteRead> reads, FileVersion version)
    {
        StringBuilder text = new("bytes=", 6 + reads.Count * 20);
        foreach (ByteRead read in reads)
            text.Append(CultureInfo.InvariantCulture, $"{read.Offset}-{read.Offset + read.Destination.Length - 1},");
        return new(HttpMethod.Get, text.ToString(0, text.Length - 1), version);
    }

    public HttpRequestMessage MakeRequest(HttpUrl url)
    {
        HttpRequestMessage request = new(Method, url.Uri)
        {
            Version = url.IsEncrypted ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        // Ranges are of the bytes that are sent: an encoded answer is of no use, nor one that a cache changed.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("Cache-Control", "no-transform");
        request.Headers.TryAddWithoutValidation("User-Agent", "Hep.Root.IO");
        if (Range is not null) request.Headers.TryAddWithoutValidation("Range", Range);
        if (Range is not null && Version?.StrongTagAt(url.Server) is { } tag) request.Headers.TryAddWithoutValidation("If-Range", tag);
        if (Method == PropFind) request.Headers.TryAddWithoutValidation("Depth", "1");
        return request;
    }
}
