using Hep.Inference.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Routing.OpenApi;

/// <summary><c>GET /openapi.json</c>: what every route takes and gives.</summary>
internal sealed class OpenApiEndpoint
{
    private readonly Lazy<string> _document;

    public OpenApiEndpoint(IServiceProvider services) =>
        _document = new Lazy<string>(() => OpenApiDocument.Write(services.GetRequiredService<RouteTable>().Routes));

    public Task DescribeAsync(HttpContext context) => Answer.JsonAsync(context, _document.Value);
}
