using System.Net;
using System.Xml;

namespace Hep.Root.IO.Http;

/// <summary>Asks a server for the items of a directory.</summary>
internal static class DirectoryItems
{
    // About half a million items.
    private const int MostBytes = 256 << 20;

    /// <exception cref="PassingFailure">A server is busy, or was not reached.</exception>
    /// <exception cref="HttpFileException">There is no such directory, or the server lists none.</exception>
    public static async Task<IReadOnlyList<HttpEntry>> ReadAsync(HttpRoute route, CancellationToken cancellationToken)
    {
        using HttpAnswer answer = await route.AskAsync(HttpAsk.Items, cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented or HttpStatusCode.OK)
            throw Failed($"{answer.Url.Server} lists no directories: it does not speak WebDAV. Name the files.", null);
        if (answer.Status != HttpStatusCode.MultiStatus || answer.IsEncoded) throw Refusal.Of(route, answer);
        using MemoryStream body = new();
        byte[] buffer = new byte[16 << 10];
        for (int got; (got = await answer.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + got > MostBytes)
                throw Failed($"{answer.Url.Server} lists the directory in more than {MostBytes} bytes.", null);
            body.Write(buffer, 0, got);
        }
        body.Position = 0;
        try
        {
            return MultiStatus.Parse(body, answer.Url.Path);
        }
        catch (Exception failure) when (failure is XmlException or FormatException)
        {
            throw Failed($"{answer.Url.Server} lists the directory in what is no answer of WebDAV: {failure.Message}", failure);
        }

        HttpFileException Failed(string what, Exception? failure) => new($"'{route.Origin}': {what}", failure)
        {
            Url = route.Origin.ToString(),
            Server = answer.Url.Server,
            Status = answer.Status,
        };
    }
}
