using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Hep.Inference.Server.Http;

/// <summary>A form in which bodies are packed, both ways: RFC 9110 8.4.1 and RFC 7932.</summary>
internal sealed record ContentCoding(string Name, Func<Stream, Stream> Unpack, Func<Stream, Stream> Pack)
{
    public const string Known = "gzip, deflate, br";

    /// <summary>The first that a caller likes equally well is taken: numbers are packed fastest by it.</summary>
    private static readonly ContentCoding[] All =
    [
        new("gzip", s => new GZipStream(s, CompressionMode.Decompress), s => new GZipStream(s, CompressionLevel.Fastest)),
        // the zlib format, not the bare deflate: RFC 9110 8.4.1.2
        new("deflate", s => new ZLibStream(s, CompressionMode.Decompress), s => new ZLibStream(s, CompressionLevel.Fastest)),
        new("br", s => new BrotliStream(s, CompressionMode.Decompress), s => new BrotliStream(s, CompressionLevel.Fastest)),
    ];

    /// <summary>The one that a body is in; null for a plain one.</summary>
    /// <exception cref="BadHttpRequestException">415: it is none of ours, or several.</exception>
    public static ContentCoding? Of(HttpRequest request)
    {
        string name = request.Headers.ContentEncoding.ToString().ToLowerInvariant();
        return name is "" or "identity"
            ? null
            : Array.Find(All, c => c.Name == name) ?? throw new BadHttpRequestException(
                $"Content-Encoding '{name}' is not known: {Known} or none.", StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>The one that a caller wants its answer in; null for a plain one.</summary>
    public static ContentCoding? Wanted(StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0 || !StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var accepted)) return null;
        ContentCoding? best = null;
        double bestQuality = 0;
        foreach (ContentCoding coding in All)
        {
            double quality = accepted.FirstOrDefault(a => a.Value.Equals(coding.Name, StringComparison.OrdinalIgnoreCase)) is { } asked
                ? asked.Quality ?? 1
                : 0;
            if (quality > bestQuality) (best, bestQuality) = (coding, quality);
        }
        return best;
    }
}
