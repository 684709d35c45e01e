using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hep.Inference.Server.Routing;

/// <summary>Turns the route table into endpoints, and answers what it lacks: other verbs with 405, other paths with 404.</summary>
internal static class RouteMapping
{
    public static void Map(IEndpointRouteBuilder endpoints, RouteTable table, Exchange exchange, InferenceServerOptions options)
    {
        foreach (Route route in table.Routes)
            endpoints.MapMethods(route.Pattern, VerbsOf(route), context => exchange.InvokeAsync(context, route));
        foreach (IGrouping<string, Route> path in table.Routes.GroupBy(r => r.Pattern))
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

    private static Task RefusePath(HttpContext context) =>
        throw new InferenceException(InferenceFailure.NotFound,
            "There is nothing at this path: GET /v2 tells what the service is, GET /v2/models what it serves.");
}
