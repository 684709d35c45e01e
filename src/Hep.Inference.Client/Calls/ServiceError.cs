using System.Text.Json;

namespace Hep.Inference.Client;

/// <summary>What a service says of a failure: <c>{"error": …}</c>, or its status alone.</summary>
internal static class ServiceError
{
    private const int LongestText = 2000;

    public static async Task<InferenceException> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        string message = TextOf(body) ?? $"The service answers {(int)answer.StatusCode} ({answer.ReasonPhrase}).";
        return new InferenceException(
            InferenceFailures.FromStatus((int)answer.StatusCode), message) { RetryAfter = answer.Headers.RetryAfter?.Delta };
    }

    private static string? TextOf(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("error", out JsonElement error))
                return null;
            string? text = error.ValueKind == JsonValueKind.String ? error.GetString() : null;
            return text is { Length: > LongestText } ? text[..LongestText] : text;
        }
        catch (JsonException)
        {
            return null;   // some other server's page
        }
    }
}
