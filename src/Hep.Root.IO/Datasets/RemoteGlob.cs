using System.IO.Enumeration;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Datasets;

/// <summary>A glob over folders of a server: <c>root://host//store/run*/nano_*.root</c>.</summary>
internal static class RemoteGlob
{
    /// <summary>Whether a location is one: a question mark is none in a URL, where it begins the query.</summary>
    public static bool IsOne(string location) =>
        location.Contains("://", StringComparison.Ordinal) && PathOf(location).Contains('*', StringComparison.Ordinal);

    /// <summary>The files that match, in ordinal order.</summary>
    /// <exception cref="RootException">No file does, or the server cannot be asked.</exception>
    public static async Task<IReadOnlyList<string>> MatchAsync(
        string location, RootOpenOptions opening, CancellationToken cancellationToken)
    {
        string shown = PathOf(location);
        if (!XRootDUrl.IsOne(location))
            throw new RootException($"'{shown}' is a glob over folders of a server that cannot be listed: name its files.")
            { File = shown };
        XRootDClient? own = opening.XRootD is null ? new XRootDClient() : null;
        try
        {
            XRootDClient client = opening.XRootD ?? own!;
            XRootDUrl url = XRootDUrl.Parse(location);
            List<string> found = await MatchAsync(client, url, cancellationToken).ConfigureAwait(false);
            if (found.Count == 0) throw new RootException($"No file matches '{shown}'.") { File = shown };
            return [.. found.Order(StringComparer.Ordinal).Select(path => url.WithPath(path).Spell())];
        }
        catch (XRootDException failure)
        {
            throw new RootException(failure.Message, failure) { File = shown };
        }
        finally
        {
            if (own is not null) await own.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<List<string>> MatchAsync(XRootDClient client, XRootDUrl url, CancellationToken cancellationToken)
    {
        string[] segments = url.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        List<string> found = [""];
        for (int i = 0; i < segments.Length; i++)
        {
            string segment = segments[i];
            bool isLast = i == segments.Length - 1;
            if (!segment.Contains('*', StringComparison.Ordinal))
            {
                found = found.ConvertAll(folder => $"{folder}/{segment}");
                continue;
            }
            List<string> next = [];
            foreach (string folder in found)
            {
                string place = url.WithPath(folder).Spell();
                foreach (XRootDEntry entry in await client.ListAsync(place, cancellationToken).ConfigureAwait(false))
                    if (entry.Status?.IsDirectory != isLast
                        && FileSystemName.MatchesSimpleExpression(segment, entry.Name, ignoreCase: false))
                        next.Add($"{folder}/{entry.Name}");
            }
            found = next;
        }
        return found;
    }

    private static string PathOf(string location) => location.Split('?')[0];
}
