using System.Security.Cryptography;

namespace Hep.Inference.Server.Page;

/// <summary>One file of the page, as the browser gets it.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="ETag">Changes with its bytes; weak, as they go out packed in several ways.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PageAsset(string ContentType, string ETag, ReadOnlyMemory<byte> Content)
{
    public static PageAsset Of(string path, byte[] content) => new(
        TypeOf(Path.GetExtension(path)), $"W/\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"", content);

    private static string TypeOf(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"The page has a file of an unknown kind, '{extension}'."),
    };
}
