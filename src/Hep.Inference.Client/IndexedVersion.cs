using System.Text.Json;

namespace Hep.Inference.Client;

/// <summary>A version in the index of a server, in Triton's words.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version; empty where the server tells none, as of models that it has not loaded.</param>
/// <param name="State"><c>READY</c>, <c>UNAVAILABLE</c>, <c>LOADING</c> or <c>UNLOADING</c>; empty where it tells none.</param>
/// <param name="Reason">Why it does not answer.</param>
public sealed record IndexedVersion(string Name, string Version, string State, string Reason)
{
    /// <summary>Whether it answers.</summary>
    public bool IsReady => State == "READY";

    internal static IReadOnlyList<IndexedVersion> Read(byte[] answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            return [.. document.RootElement.EnumerateArray().Select(m => new IndexedVersion(
                Text(m, "name"), Text(m, "version"), Text(m, "state"), Text(m, "reason")))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InferenceException(InferenceFailure.Internal, $"The server's index cannot be read: {e.Message}", e);
        }
    }

    private static string Text(JsonElement model, string member) =>
        model.TryGetProperty(member, out JsonElement value) ? value.ToString() : "";
}
