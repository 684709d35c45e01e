using System.Text.Json;

namespace Hep.Inference.Client;

/// <summary>What a service says of a failure: <c>{"error": …}</c>, or its status alone.</summary>
internal static class ServiceError
{
    private const int LongestText = 2000, MostBytes = 64 << 10;

    public static async Task<InferenceException> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        byte[] body = await ReadStartAsync(answer.Content, cancellationToken).ConfigureAwait(false);
        string message = TextOf(body) ?? $"The service answers {(int)answer.StatusCode} ({answer.ReasonPhrase}).";
        return new InferenceException(
            InferenceFailures.FromStatus((int)answer.StatusCode), message) { RetryAfter = RetryAfterOf(answer) };
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };

    private static async Task<byte[]> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            byte[] start = new byte[MostBytes];
            int read = await stream.ReadAtLeastAsync(start, MostBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return start[..read];
        }
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
