using System.Text.Json;
using System.Text.Json.Serialization;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Exchanges;

/// <summary>One row of the acceptance exchanges in the reference data.</summary>
internal sealed record Exchange
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Id { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public string? Body { get; init; }

    public required Expectation Expect { get; init; }

    public static IReadOnlyList<Exchange> ReadAll()
    {
        using FileStream index = File.OpenRead(TestData.Reference("serving", "requests", "index.json"));
        using JsonDocument document = JsonDocument.Parse(index);
        return document.RootElement.GetProperty("rest").Deserialize<List<Exchange>>(Json)!;
    }

    /// <summary>The messages for gRPC and the status that each gets.</summary>
    public static IReadOnlyList<(string Id, string Body, string Status)> ReadMessages()
    {
        using FileStream index = File.OpenRead(TestData.Reference("serving", "requests", "index.json"));
        using JsonDocument document = JsonDocument.Parse(index);
        return
        [
            .. document.RootElement.GetProperty("grpc").EnumerateArray().Select(e => (e.GetProperty("id").GetString()!,
                e.GetProperty("body").GetString()!, e.GetProperty("expect").GetProperty("grpc_status").GetString()!)),
        ];
    }

    /// <summary>A fixture or body of the reference data; what ends in <c>.b64</c> decoded.</summary>
    public static byte[] ReadBytes(string file)
    {
        byte[] bytes = File.ReadAllBytes(TestData.Reference("serving", "requests", file));
        return file.EndsWith(".b64", StringComparison.Ordinal)
            ? Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(bytes))
            : bytes;
    }
}

/// <summary>What the answer must be; absent members are not looked at.</summary>
internal sealed record Expectation
{
    public required int Status { get; init; }

    public int[]? StatusAny { get; init; }

    public bool Error { get; init; }

    public JsonElement? JsonAny { get; init; }

    public double[]? JsonFloats { get; init; }

    public string[]? JsonKeys { get; init; }

    public string[]? JsonNames { get; init; }

    public JsonElement? JsonSubset { get; init; }

    [JsonPropertyName("proto_b64")]
    public string? Proto { get; init; }

    public string[]? TextContains { get; init; }

    public Dictionary<string, JsonElement>? Output { get; init; }

    public Dictionary<string, long[]>? OutputShape { get; init; }

    public Dictionary<string, string>? OutputBinary { get; init; }
}
