using System.IO.Enumeration;
using Hep.Root.IO.Http;
using Hep.Root.IO.Network;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Datasets;

/// <summary>A glob over folders of a server: <c>root://host//store/run*/nano_*.root</c>, or over one that speaks WebDAV.</summary>
internal static class RemoteGlob
{
    /// <summary>Whether a location is one: a question mark is none in a URL, where it begins the query.</summary>
    public static bool IsOne(string location) =>
        LocationText.IsUrl(location) && location.Split('?')[0].Contains('*', StringComparison.Ordinal);

    /// <summary>The files that match, in ordinal order.</summary>
    /// <exception cref="RootException">No file does, or the server cannot be asked.</exception>
    public static async Task<IReadOnlyList<string>> MatchAsync(
        string location, RootOpenOptions opening, CancellationToken cancellationToken)
    {
        string shown = LocationText.Show(location);
        try
        {
            Task<IReadOnlyList<string>> matching = XRootDUrl.IsOne(location) ? OfXRootDAsync(location, opening, cancellationToken)
                : HttpUrl.IsOne(location) ? OfHttpAsync(location, opening, cancellationToken)
                : throw new RootException($"'{shown}' is a glob over folders of a server that cannot be listed: name its files.");
            IReadOnlyList<string> found = await matching.ConfigureAwait(false);
            return found.Count > 0 ? found : throw new RootException($"No file matches '{shown}'.") { File = shown };
        }
        catch (Exception failure) when (failure is XRootDException or HttpFileException)
        {
            throw new RootException(failure.Message, failure) { File = shown };
        }
    }

    private static async Task<IReadOnlyList<string>> OfXRootDAsync(
        string location, RootOpenOptions opening, CancellationToken cancellationToken)
    {
        XRootDClient client = opening.XRootD ?? new XRootDClient();
        try
        {
            return await MatchAsync(location, separator: "/", async folder =>
                (await client.ListAsync(folder, cancellationToken).ConfigureAwait(false)).Select(e => (e.Name, e.Status?.IsDirectory)))
                .ConfigureAwait(false);
        }
        finally
        {
            if (opening.XRootD is null) await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<string>> OfHttpAsync(
        string location, RootOpenOptions opening, CancellationToken cancellationToken)
    {
        HttpFileClient client = opening.Http ?? new HttpFileClient();
        try
        {
            return await MatchAsync(location, separator: "", async folder =>
                (await client.ListAsync(folder, cancellationToken).ConfigureAwait(false))
                    .Select(e => (Uri.EscapeDataString(e.Name), (bool?)e.IsDirectory))).ConfigureAwait(false);
        }
        finally
        {
            if (opening.Http is null) await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Folder after folder; what stands behind the path, such as a token, goes along.
    private static async Task<IReadOnlyList<string>> MatchAsync(
        string location, string separator, Func<string, Task<IEnumerable<(string Name, bool? IsDirectory)>>> list)
    {
        int authority = location.IndexOf("://", StringComparison.Ordinal) + 3, query = location.IndexOf('?', StringComparison.Ordinal);
        string behind = query < 0 ? "" : location[query..], bare = query < 0 ? location : location[..query];
        int slash = bare.IndexOf('/', authority);
        string server = bare[..slash] + separator;
        string[] segments = bare[slash..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        List<string> found = [""];
        for (int i = 0; i < segments.Length; i++)
        {
            string segment = segments[i];
            if (!segment.Contains('*', StringComparison.Ordinal))
            {
                found = found.ConvertAll(folder => $"{folder}/{segment}");
                continue;
            }
            bool isLast = i == segments.Length - 1;
            List<string> next = [];
            foreach (string folder in found)
                foreach ((string name, bool? isDirectory) in await list($"{server}{folder}/{behind}").ConfigureAwait(false))
                    if (isDirectory != isLast
                        && FileSystemName.MatchesSimpleExpression(segment, Uri.UnescapeDataString(name), ignoreCase: false))
                        next.Add($"{folder}/{name}");
            found = next;
        }
        return [.. found.Order(StringComparer.Ordinal).Select(path => $"{server}{path}{behind}")];
    }
}
