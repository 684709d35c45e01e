namespace Hep.Root.IO.XRootD;

/// <summary>The items of a directory, wherever they lie: a manager lists its own tree, which is empty, so its servers are asked.</summary>
internal static class DirectoryListing
{
    // Clusters have thousands of servers, and a manager may name any.
    private const int ServersAtOnce = 16;

    public static async Task<IReadOnlyList<XRootDEntry>> ReadAsync(XRootDUrl url, Navigator navigator, Deadline deadline)
    {
        // Whom the URL names is told by a stat of it, which a manager sends on to where the directory is.
        Route route = new(url);
        bool? isManager = null;
        await navigator.AskAsync(route, (session, path) =>
        {
            isManager ??= session.IsManager;                            // of the first that was asked
            return session.AskAsync(StatRequest.Of(path), StatRequest.Parse, deadline.Token);
        }, deadline).ConfigureAwait(false);
        IReadOnlyList<XRootDUrl> places = isManager == true
            ? await PlacesAsync(url, navigator, deadline).ConfigureAwait(false)
            : [route.Current];
        IReadOnlyList<XRootDEntry>[] lists = new IReadOnlyList<XRootDEntry>[places.Count];
        ParallelOptions some = new() { MaxDegreeOfParallelism = ServersAtOnce, CancellationToken = deadline.Token };
        await Parallel.ForAsync(0, places.Count, some, async (i, stop) => (_, lists[i]) = await navigator.AskAsync(
            new Route(places[i]), DirectoryRequest.Of, DirectoryRequest.Parse, deadline.Within(stop)).ConfigureAwait(false))
            .ConfigureAwait(false);
        return [.. lists.SelectMany(l => l).DistinctBy(e => e.Name).OrderBy(e => e.Name, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<XRootDUrl>> PlacesAsync(XRootDUrl url, Navigator navigator, Deadline deadline)
    {
        (_, IReadOnlyList<XRootDReplica> replicas) =
            await navigator.AskAsync(new Route(url), LocateRequest.Of, LocateRequest.Parse, deadline).ConfigureAwait(false);
        return
        [
            .. replicas.Where(r => !r.IsManager).Select(r => r.Server).Distinct(StringComparer.Ordinal)
                .Select(server => url.At(Endpoint.Parse(server, url.Endpoint))),
        ];
    }
}
