using System.Text.Json;
using Hep.Inference.Server.Routing;
using Hep.Inference.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests;

public sealed class OpenApiTests
{
    [Test]
    public async Task Every_route_is_in_the_document_and_nothing_else()
    {
        await using Service service = await Service.StartAsync();
        using JsonDocument document = JsonDocument.Parse(await service.Http.GetStringAsync("/openapi.json"));

        string[] described =
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject()
                .SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}")),
        ];

        Assert.That(described,
            Is.EquivalentTo(service.Services.GetRequiredService<RouteTable>().Routes.Select(r => $"{r.Method} {r.Pattern}")));
    }

    [Test]
    public async Task Every_operation_has_a_name_of_its_own_its_parameters_and_schemas_that_are_there()
    {
        await using Service service = await Service.StartAsync();
        using JsonDocument document = JsonDocument.Parse(await service.Http.GetStringAsync("/openapi.json"));
        List<string> names = [];

        foreach (JsonProperty path in document.RootElement.GetProperty("paths").EnumerateObject())
            foreach (JsonProperty operation in path.Value.EnumerateObject())
            {
                names.Add(operation.Value.GetProperty("operationId").GetString()!);
                int wanted = path.Name.Count(c => c == '{');
                int stated = operation.Value.TryGetProperty("parameters", out JsonElement parameters)
                    ? parameters.EnumerateArray().Count(p => p.TryGetProperty("in", out JsonElement place) && place.GetString() == "path")
                    : 0;
                Assert.That(stated, Is.EqualTo(wanted), path.Name);
            }

        Assert.That(names, Is.Unique);
        foreach (string reference in References(document.RootElement))
            Assert.That(Follow(document.RootElement, reference), Is.True, reference);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Follow(JsonElement root, string reference) =>
        reference.StartsWith("#/", StringComparison.Ordinal)
        && reference[2..].Split('/').All(part => root.TryGetProperty(part, out root));
}
