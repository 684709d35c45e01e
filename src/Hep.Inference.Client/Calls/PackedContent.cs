using System.IO.Compression;

namespace Hep.Inference.Client;

/// <summary>Contents packed by gzip, whole: some servers take no body whose length they do not know.</summary>
internal static class PackedContent
{
    /// <summary>Shorter ones are sent as they are: packing would cost more than it spares.</summary>
    private const int FewestBytes = 1024;

    /// <summary>The content packed, in place of the one that is given.</summary>
    public static async Task<HttpContent> OfAsync(HttpContent plain, CancellationToken cancellationToken)
    {
        if (plain.Headers.ContentLength < FewestBytes) return plain;
        using (plain)
        {
            MemoryStream packed = new();
            GZipStream packing = new(packed, CompressionLevel.Fastest, leaveOpen: true);
            await using (packing.ConfigureAwait(false)) await plain.CopyToAsync(packing, cancellationToken).ConfigureAwait(false);
            ReadOnlyMemoryContent content = new(packed.GetBuffer().AsMemory(0, (int)packed.Length));
            foreach ((string name, IEnumerable<string> values) in plain.Headers)
                if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) content.Headers.Add(name, values);
            content.Headers.ContentEncoding.Add("gzip");
            return content;
        }
    }
}
