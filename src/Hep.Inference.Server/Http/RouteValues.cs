using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hep.Inference.Server.Http;

/// <summary>The varying parts of a path.</summary>
internal static class RouteValues
{
    /// <summary>The part of that name as it stands in the path, decoded; null where the route has none.</summary>
    public static string? RouteText(this HttpContext context, string name) => context.GetRouteValue(name) as string;
}
