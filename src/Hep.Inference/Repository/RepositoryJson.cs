using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Hep.Inference;

/// <summary>The repository's records in JSON, as service and client exchange them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 16,
    AllowDuplicateProperties = false, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RepositoryListing))]
[JsonSerializable(typeof(RepositoryModel))]
[JsonSerializable(typeof(ModelVersion))]
[JsonSerializable(typeof(ModelChange))]
[JsonSerializable(typeof(VersionChange))]
[JsonSerializable(typeof(ModelExecution))]
[JsonSerializable(typeof(ModelCanary))]
[JsonSerializable(typeof(DeletedVersions))]
[JsonSerializable(typeof(RepositoryHistory))]
[JsonSerializable(typeof(RepositoryUsage))]
[JsonSerializable(typeof(ModelSearchResult))]
[JsonSerializable(typeof(VersionComparison))]
internal sealed partial class RepositoryJson : JsonSerializerContext
{
    /// <summary>What a service sent.</summary>
    /// <exception cref="InferenceException">The text is no such record.</exception>
    public static T ParseAnswer<T>(string json, JsonTypeInfo<T> type) where T : class =>
        Parse(json, type, InferenceFailure.Internal, "The service's answer");

    /// <summary>What a client sent.</summary>
    /// <exception cref="InferenceException">The text is no such record.</exception>
    public static T ParseRequest<T>(string json, JsonTypeInfo<T> type) where T : class =>
        Parse(json, type, InferenceFailure.InvalidRequest, "The body");

    private static T Parse<T>(string json, JsonTypeInfo<T> type, InferenceFailure failure, string what) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The text is null.");
        }
        catch (JsonException e)
        {
            throw new InferenceException(failure, $"{what} is no {typeof(T).Name}: {Explain(e)}", e);
        }
    }

    // Of a value that does not fit the serializer tells the type here, which is nobody's business.
    private static string Explain(JsonException e) => e.InnerException is JsonException syntax ? syntax.Message
        : e.Path is { } path ? $"what stands at {path} is not of the kind that belongs there." : e.Message;
}
