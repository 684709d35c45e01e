using System.Text.Json;

namespace Hep.Inference.Client;

/// <summary>What a server says of itself at <c>/v2</c>.</summary>
/// <param name="Name">What it is: <c>hep-inference</c>, <c>triton</c>, <c>kserve</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">What it can do beyond the Open Inference Protocol, in Triton's words.</param>
public sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions)
{
    private const string BinaryTensors = "binary_tensor_data";

    internal bool TakesBinary => Extensions.Contains(BinaryTensors, StringComparer.Ordinal);

    internal static ServerMetadata Read(byte[] answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            JsonElement server = document.RootElement;
            return new ServerMetadata(Text(server, "name"), Text(server, "version"),
                server.TryGetProperty("extensions", out JsonElement extensions)
                    ? [.. extensions.EnumerateArray().Select(e => e.GetString() ?? "")]
                    : []);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InferenceException(InferenceFailure.Internal, $"What the service says of itself cannot be read: {e.Message}", e);
        }
    }

    private static string Text(JsonElement server, string member) =>
        server.TryGetProperty(member, out JsonElement value) ? value.GetString() ?? "" : "";
}
