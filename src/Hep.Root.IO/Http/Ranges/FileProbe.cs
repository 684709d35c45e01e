using System.Net;

namespace Hep.Root.IO.Http;

/// <summary>How long a file is, asked without reading it.</summary>
internal static class FileProbe
{
    /// <summary>The file as it is; null where the server tells its length to nobody who does not fetch it whole.</summary>
    /// <exception cref="PassingFailure">A server is busy, or was not reached.</exception>
    /// <exception cref="HttpFileException">There is no such file, or this client may not read it.</exception>
    public static async Task<FileVersion?> AskAsync(HttpRoute route, CancellationToken cancellationToken)
    {
        using (HttpAnswer head = await route.AskAsync(HttpAsk.Head, cancellationToken).ConfigureAwait(false))
        {
            if (head.Status == HttpStatusCode.OK)
            {
                if (head is { Length: { } length, IsEncoded: false }) return VersionOf(route, head, length);
            }
            // Links are signed for one method, and some servers know GET alone.
            else if ((int)head.Status is not (400 or 403 or 405 or 501)) throw Refusal.Of(route, head);
        }
        using HttpAnswer first = await route.AskAsync(HttpAsk.FirstByte, cancellationToken).ConfigureAwait(false);
        string? range = first.HeaderOf("Content-Range");
        return first.Status switch
        {
            HttpStatusCode.PartialContent
                when !first.IsEncoded && ContentRange.Parse(range) is { First: 0, Last: 0, Total: { } total } =>
                VersionOf(route, first, total),
            HttpStatusCode.RequestedRangeNotSatisfiable when ContentRange.TotalOf(range) == 0 => VersionOf(route, first, 0),
            HttpStatusCode.OK when first is { Length: { } length, IsEncoded: false } => VersionOf(route, first, length),
            HttpStatusCode.OK or HttpStatusCode.PartialContent => null,
            _ => throw Refusal.Of(route, first),
        };
    }

    private static FileVersion VersionOf(HttpRoute route, HttpAnswer answer, long length)
    {
        FileVersion version = new(route.Origin, length);
        version.Check(answer, null);
        return version;
    }
}
