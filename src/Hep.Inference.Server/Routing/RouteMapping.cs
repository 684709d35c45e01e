using Hep.Inference.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hep.Inference.Server.Routing;

/// <summary>Turns the route table into endpoints, and answers what it lacks: other verbs with 405, other paths with 404.</summary>
internal static class RouteMapping
{
    public static void Map(IEndpointRouteBuilder endpoints, RouteTable table, Exchange exchange, InferenceServerOptions options)
    {
        // without an answer to unknown paths the application has pages of its own, and the first is one
        Route[] routes = [.. table.Routes.Where(r => options.AnswerUnknownPaths || r.Pattern != "/")];
        foreach (Route route in routes)
            endpoints.MapMethods(route.Pattern, VerbsOf(route), context => exchange.InvokeAsync(context, route));
        foreach (IGrouping<string, Route> path in routes.GroupBy(r => r.Pattern))
            MapAny(endpoints, exchange,
                new Route("*", path.Key, AccessRole.Read, context => RefuseVerb(context, string.Join(", ", path.SelectMany(VerbsOf)))));
        if (options.AnswerUnknownPaths) MapAny(endpoints, exchange, new Route("*", "/{**path}", AccessRole.Read, RefusePath));
    }

    /// <summary>An endpoint that takes any verb gives way to those that name theirs.</summary>
    private static void MapAny(IEndpointRouteBuilder endpoints, Exchange exchange, Route route) =>
        endpoints.Map(route.Pattern, context => exchange.InvokeAsync(context, route));

    private static string[] VerbsOf(Route route) => route.Method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [route.Method];

    private static Task RefuseVerb(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        throw new BadHttpRequestException($"This path answers {allowed}.", StatusCodes.Status405MethodNotAllowed);
    }

    private static Task RefusePath(HttpContext context) => throw UnknownPath.Refuse();
}
