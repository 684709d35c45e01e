using Hep.Inference.Server.Http;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hep.Inference.Server.Page;

/// <summary>
/// The page for people. Anybody may have it, since it is where a token is typed in, and it holds nothing of the repository: what it
/// shows it asks of the other routes, with the rights of whoever sits there.
/// </summary>
internal static class PageEndpoint
{
    /// <summary>Nothing of other hosts, no script or style in the document, nobody's frame, no form that the browser sends.</summary>
    private const string Policy =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary><c>GET /</c>: the page for browsers; for everybody else there is nothing here.</summary>
    public static Task StartAsync(HttpContext context)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (WantsHtml(context.Request))
        {
            PathString path = context.Request.PathBase.Add(context.Request.Path);   // a part of which may be that of a group of routes
            return path.Value!.EndsWith('/') ? SendAsync(context, PageAssets.Start) : Elsewhere(context, $"{path}/");
        }
        context.Caller().DemandSomewhere(AccessRole.Read);
        throw UnknownPath.Refuse();
    }

    /// <summary><c>GET /ui</c>: the page, also where an application has a start page of its own.</summary>
    public static Task IndexAsync(HttpContext context) =>
        context.Request.Path.Value!.EndsWith('/') ? Elsewhere(context, "../ui") : SendAsync(context, PageAssets.Start);

    /// <summary><c>GET /ui/{file}</c> and <c>/ui/{folder}/{file}</c>: what the page consists of.</summary>
    public static Task PartAsync(HttpContext context)
    {
        string file = context.RouteText("file")!;
        return SendAsync(context, context.RouteText("folder") is { } folder ? $"{folder}/{file}" : file);
    }

    /// <summary>The page names its parts from where it stands: a slash too many or too few, and they would be sought elsewhere.</summary>
    private static Task Elsewhere(HttpContext context, string where)
    {
        context.Response.Redirect(where);
        return Task.CompletedTask;
    }

    private static Task SendAsync(HttpContext context, string path)
    {
        PageAsset asset = PageAssets.TryFind(path) ?? throw UnknownPath.Refuse();
        IHeaderDictionary headers = context.Response.Headers;
        headers.ETag = asset.ETag;
        headers.CacheControl = "no-cache";   // kept, and asked for again: with a new service comes a new page
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.Headers.IfNoneMatch.Contains(asset.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        return Answer.BytesAsync(context, asset.ContentType, asset.Content);
    }

    // A client that takes anything (*/*), as curl does, is no browser.
    private static bool WantsHtml(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? types)
        && types.Any(t => t.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && t.Quality != 0);
}
