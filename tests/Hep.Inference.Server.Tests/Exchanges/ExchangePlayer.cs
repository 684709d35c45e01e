using System.Net.Http.Headers;
using System.Text.Json;

namespace Hep.Inference.Server.Tests.Exchanges;

/// <summary>Plays an exchange against a service and says what is not as it must be.</summary>
internal static class ExchangePlayer
{
    private const string HeaderLength = "Inference-Header-Content-Length";

    public static async Task<string> PlayAsync(HttpClient http, Exchange exchange)
    {
        using HttpRequestMessage request = new(new HttpMethod(exchange.Method), exchange.Path);
        if (exchange.Body is not null) request.Content = new ByteArrayContent(Exchange.ReadBytes(exchange.Body));
        foreach ((string name, string value) in exchange.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage answer = await http.SendAsync(request);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        List<string> wrong = [];
        int[] statuses = exchange.Expect.StatusAny ?? [exchange.Expect.Status];
        if (!statuses.Contains((int)answer.StatusCode)) wrong.Add($"status {(int)answer.StatusCode}, wanted {string.Join("/", statuses)}");
        else Check(exchange.Expect, answer.Headers, body, wrong);
        string shown = wrong.Count > 0 ? System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 400))) : "";
        return wrong.Count == 0 ? "" : $"{exchange.Id} {exchange.Method} {exchange.Path}: {string.Join("; ", wrong)} — {shown}";
    }

    private static void Check(Expectation expect, HttpResponseHeaders headers, byte[] body, List<string> wrong)
    {
        int head = headers.TryGetValues(HeaderLength, out IEnumerable<string>? length)
            ? int.Parse(length.Single(), System.Globalization.CultureInfo.InvariantCulture)
            : body.Length;
        JsonElement document = Parse(body.AsMemory(0, head));
        if (expect.Error && !(document.ValueKind == JsonValueKind.Object && document.TryGetProperty("error", out JsonElement e)
            && e.ValueKind == JsonValueKind.String))
            wrong.Add("no error object");
        if (expect.JsonAny is { } any && !any.EnumerateArray().Any(a => JsonElement.DeepEquals(a, document))) wrong.Add("another document");
        if (expect.JsonFloats is { } floats && !AreClose(floats, document)) wrong.Add($"not [{string.Join(", ", floats)}]");
        foreach (string key in expect.JsonKeys ?? [])
            if (!document.TryGetProperty(key, out _)) wrong.Add($"no '{key}'");
        foreach (string name in expect.JsonNames ?? [])
            if (!document.EnumerateArray().Any(m => m.GetProperty("name").GetString() == name)) wrong.Add($"no model '{name}'");
        if (expect.JsonSubset is { } subset && !IsSubset(subset, document)) wrong.Add($"does not contain {subset}");
        foreach (string text in expect.TextContains ?? [])
            if (!System.Text.Encoding.UTF8.GetString(body).Contains(text, StringComparison.Ordinal)) wrong.Add($"lacks {text}");
        if (expect.Proto is { } proto && !body.AsSpan().SequenceEqual(Convert.FromBase64String(proto))) wrong.Add("other bytes");
        foreach ((string name, JsonElement values) in expect.Output ?? [])
            if (!Flatten(Output(document, name).GetProperty("data")).Zip(Flatten(values)).All(p => AreClose(p.First, p.Second))
                || Flatten(Output(document, name).GetProperty("data")).Count() != Flatten(values).Count())
                wrong.Add($"output '{name}' is not {values}");
        foreach ((string name, long[] shape) in expect.OutputShape ?? [])
            if (!Output(document, name).GetProperty("shape").EnumerateArray().Select(s => s.GetInt64()).SequenceEqual(shape))
                wrong.Add($"shape of '{name}'");
        CheckBinary(expect, document, body.AsMemory(head), headers.Contains(HeaderLength), wrong);
    }

    private static void CheckBinary(Expectation expect, JsonElement document, ReadOnlyMemory<byte> tail, bool hasLength, List<string> wrong)
    {
        if (expect.OutputBinary is null) return;
        if (!hasLength) wrong.Add($"no {HeaderLength}");
        Dictionary<string, byte[]> parts = [];
        foreach (JsonElement output in document.GetProperty("outputs").EnumerateArray())
        {
            if (!output.TryGetProperty("parameters", out JsonElement parameters)
                || !parameters.TryGetProperty("binary_data_size", out JsonElement size))
                continue;
            parts[output.GetProperty("name").GetString()!] = tail[..size.GetInt32()].ToArray();
            tail = tail[size.GetInt32()..];
        }
        if (!tail.IsEmpty) wrong.Add($"{tail.Length} bytes after the last tensor");
        foreach ((string name, string bytes) in expect.OutputBinary)
            if (!parts.TryGetValue(name, out byte[]? got) || !got.SequenceEqual(Convert.FromBase64String(bytes)))
                wrong.Add($"bytes of '{name}'");
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return body.IsEmpty ? default : JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonElement Output(JsonElement document, string name) =>
        document.GetProperty("outputs").EnumerateArray().First(o => o.GetProperty("name").GetString() == name);

    private static bool AreClose(double[] wanted, JsonElement got) =>
        got.ValueKind == JsonValueKind.Array && got.GetArrayLength() == wanted.Length
        && got.EnumerateArray().Zip(wanted).All(p => Math.Abs(p.First.GetDouble() - p.Second) <= 1e-5 * Math.Max(1, Math.Abs(p.Second)));

    private static bool AreClose(JsonElement got, JsonElement wanted) =>
        wanted.ValueKind == JsonValueKind.Number && got.ValueKind == JsonValueKind.Number
            && wanted.GetRawText().Contains('.', StringComparison.Ordinal)
            ? Math.Abs(got.GetDouble() - wanted.GetDouble()) <= 1e-5 * Math.Max(1, Math.Abs(wanted.GetDouble()))
            : JsonElement.DeepEquals(got, wanted);

    private static IEnumerable<JsonElement> Flatten(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flatten) : [value];

    private static bool IsSubset(JsonElement wanted, JsonElement got) => wanted.ValueKind switch
    {
        JsonValueKind.Object => got.ValueKind == JsonValueKind.Object
            && wanted.EnumerateObject().All(p => got.TryGetProperty(p.Name, out JsonElement g) && IsSubset(p.Value, g)),
        JsonValueKind.Array => got.ValueKind == JsonValueKind.Array && got.GetArrayLength() == wanted.GetArrayLength()
            && wanted.EnumerateArray().Zip(got.EnumerateArray()).All(p => IsSubset(p.First, p.Second)),
        _ => JsonElement.DeepEquals(wanted, got),
    };
}
