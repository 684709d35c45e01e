using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Hep.Inference;

/// <summary>The repository's records in JSON, as the service sends them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 16)]
[JsonSerializable(typeof(RepositoryListing))]
[JsonSerializable(typeof(RepositoryModel))]
[JsonSerializable(typeof(ModelVersion))]
internal sealed partial class RepositoryJson : JsonSerializerContext
{
    /// <exception cref="InferenceException">The text is no such record.</exception>
    public static T Parse<T>(string json, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The text is null.");
        }
        catch (JsonException e)
        {
            throw new InferenceException(InferenceFailure.Internal, $"The service's answer is no {typeof(T).Name}: {e.Message}", e);
        }
    }
}
