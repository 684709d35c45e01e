using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hep.Inference.Server.Protocols.OpenInference;

namespace Hep.Inference.Server.Routing.OpenApi;

/// <summary>
/// The OpenAPI 3.1 document of the service. Paths, verbs, parameters and access come from the route table; what bodies hold, with examples,
/// from <c>operations.json</c> beside this, by verb and path, and from <c>components.json</c>.
/// </summary>
internal static partial class OpenApiDocument
{
    private const string Version = "3.1.1", VersionPart = "/versions/{version}";

    /// <exception cref="InvalidOperationException">A route has no description, or a description no route.</exception>
    public static string Write(IReadOnlyList<Route> routes)
    {
        JsonObject operations = Read("operations.json"), paths = [];
        HashSet<string> unused = [.. operations.Select(o => o.Key)];
        foreach (Route route in routes)
        {
            string key = KeyOf(route, operations);
            unused.Remove(key);
            if (paths[route.Pattern] is not JsonObject path) paths[route.Pattern] = path = [];
            path[route.Method.ToLowerInvariant()] = Describe(route, operations[key]!.AsObject());
        }
        if (unused.Count > 0) throw new InvalidOperationException($"There is no route {string.Join(", ", unused)}.");
        JsonObject document = new()
        {
            ["openapi"] = Version,
            ["info"] = new JsonObject
            {
                ["title"] = ServiceEndpoints.ServiceName,
                ["version"] = ServiceEndpoints.ServiceVersion,
                ["summary"] = "Models of high-energy physics: raw events in, predictions out.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["paths"] = paths,
            ["components"] = Read("components.json"),
        };
        return document.ToJsonString();
    }

    // A version's route is described by the model's.
    private static string KeyOf(Route route, JsonObject operations)
    {
        string key = $"{route.Method} {route.Pattern}";
        if (!operations.ContainsKey(key)) key = key.Replace(VersionPart, "", StringComparison.Ordinal);
        return operations.ContainsKey(key)
            ? key
            : throw new InvalidOperationException($"The route {route.Method} {route.Pattern} is not described in operations.json.");
    }

    private static JsonObject Describe(Route route, JsonObject description)
    {
        JsonObject operation = new()
        {
            ["operationId"] = IdOf(route),
            ["summary"] = description["summary"]!.DeepClone(),
            ["tags"] = new JsonArray(description["tag"]!.DeepClone()),
        };
        JsonArray parameters = [.. Names().Matches(route.Pattern).Select(m => PathParameter(m.Groups[1].Value))];
        foreach (JsonNode? more in description["parameters"]?.AsArray() ?? []) parameters.Add(more!.DeepClone());
        if (parameters.Count > 0) operation["parameters"] = parameters;
        if (description["body"] is JsonObject body)
            operation["requestBody"] =
                new JsonObject { ["required"] = description["bodyIsOptional"] is null, ["content"] = ContentOf(body) };
        JsonObject answer = new() { ["description"] = "Done." };
        if (description["answer"] is JsonObject content) answer["content"] = ContentOf(content);
        operation["responses"] = new JsonObject
        {
            ["200"] = answer,
            ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Error" },
        };
        // on loopback anybody may read and predict, unless the service is told otherwise; elsewhere everything wants a token
        operation["security"] = route.Role >= AccessRole.Upload ? new JsonArray(Token()) : new JsonArray(new JsonObject(), Token());
        return operation;
    }

    // "application/json": "Name" refers to a schema; an object stands as it is.
    private static JsonObject ContentOf(JsonObject types)
    {
        JsonObject content = [];
        foreach ((string type, JsonNode? schema) in types)
            content[type] = new JsonObject
            {
                ["schema"] = schema is JsonValue name
                    ? new JsonObject { ["$ref"] = $"#/components/schemas/{name.GetValue<string>()}" }
                    : schema!.DeepClone(),
            };
        return content;
    }

    private static JsonObject PathParameter(string name) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaOf(name)}" },
    };

    private static string SchemaOf(string parameter) => parameter switch
    {
        "name" => "ModelName",
        "version" => "VersionName",
        _ => "PagePart",
    };

    private static JsonObject Token() => new() { ["token"] = new JsonArray() };

    private static string IdOf(Route route) =>
        $"{route.Method.ToLowerInvariant()}{Breaks().Replace(route.Pattern, m => m.Groups[1].Value.ToUpperInvariant())}";

    private static JsonObject Read(string name)
    {
        using Stream resource = typeof(OpenApiDocument).Assembly.GetManifestResourceStream($"openapi.{name}")!;
        return JsonNode.Parse(resource)!.AsObject();
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Names();

    [GeneratedRegex(@"[^A-Za-z0-9]+([A-Za-z0-9]?)")]
    private static partial Regex Breaks();
}
