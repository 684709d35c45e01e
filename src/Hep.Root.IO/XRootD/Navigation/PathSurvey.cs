
namespace Hep.Root.IO.XRootD;

/// <summary>
/// The kinds of many paths, with few requests. A request that a server refuses, because one of its paths is missing, or on another server,
/// or because it knows no such requests, is halved until it is about one path, which is asked for in the usual way.
/// </summary>
internal sealed class PathSurvey(Navigator navigator, Deadline deadline)
{
    private const int MostPaths = 256;

    /// <summary>Of each URL, in order.</summary>
    /// <exception cref="XRootDException">No server answers, or lets this client look.</exception>
    public async Task<IReadOnlyList<XRootDPathStatus>> ReadAsync(IReadOnlyList<XRootDUrl> urls)
    {
        XRootDPathStatus[] found = new XRootDPathStatus[urls.Count];
        foreach (IGrouping<Endpoint, int> server in Enumerable.Range(0, urls.Count).GroupBy(i => urls[i].Endpoint))
            foreach (int[] some in server.Chunk(MostPaths))
                await SurveyAsync(urls, some, found).ConfigureAwait(false);
        return found;
    }

    private async Task SurveyAsync(IReadOnlyList<XRootDUrl> urls, ArraySegment<int> some, XRootDPathStatus[] found)
    {
        if (some is [var only])
        {
            found[only] = await AskAsync(urls[only]).ConfigureAwait(false);
            return;
        }
        if (await AskAsync([.. some.Select(i => urls[i])]).ConfigureAwait(false) is { } kinds)
        {
            foreach ((int i, byte kind) in some.Zip(kinds)) found[i] = XRootDStatus.OfKind(kind).At(urls[i]);
            return;
        }
        int half = some.Count / 2;
        await Task.WhenAll(SurveyAsync(urls, some[..half], found), SurveyAsync(urls, some[half..], found)).ConfigureAwait(false);
    }

    private async Task<XRootDPathStatus> AskAsync(XRootDUrl url)
    {
        try
        {
            (_, XRootDStatus status) =
                await navigator.AskAsync(new Route(url), StatRequest.Of, StatRequest.Parse, deadline).ConfigureAwait(false);
            return status.At(url);
        }
        catch (XRootDException missing) when (missing.Error == XRootDError.NotFound)
        {
            return new XRootDPathStatus(url.ToString(), Exists: false, false, false, false);
        }
    }

    // Null where the server refuses. Whatever a redirection adds to the question mark goes to each path.
    private async Task<byte[]?> AskAsync(IReadOnlyList<XRootDUrl> urls)
    {
        XRootDUrl all = urls[0].WithoutQuery();
        Route route = new(all);
        (_, byte[]? kinds) = await navigator.AskAsync(route, async (session, _) =>
        {
            if (route.Current.Path != all.Path) return (default(Answer), null);
            Request request = StatPathsRequest.Of(urls.Select(u => u.WithQuery(route.Current.Query).PathAndQuery));
            (Answer answer, byte[]? told) = await session.AskAsync(
                request, bytes => StatPathsRequest.Parse(urls.Count, bytes), deadline.Token).ConfigureAwait(false);
            return answer.Status == ResponseStatus.Error ? (default, null) : (answer, told);
        }, deadline).ConfigureAwait(false);
        return kinds;
    }
}
