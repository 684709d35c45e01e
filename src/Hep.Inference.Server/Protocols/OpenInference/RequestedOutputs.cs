using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>The outputs that a request asks for.</summary>
internal static class RequestedOutputs
{
    private const int MostOutputs = 1024;

    /// <summary>Reads <c>outputs</c>; the names are checked against the model later.</summary>
    public static List<string> Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'outputs' must be an array.");
        List<string> names = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            string name = ReadName(ref reader);
            if (names.Count == MostOutputs || names.Contains(name))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"The request asks for the output '{name}' twice, or for more than {MostOutputs}.");
            names.Add(name);
        }
        return names;
    }

    /// <summary>The tensors that are wanted, in that order.</summary>
    /// <exception cref="InferenceException">The model has no output of a name.</exception>
    public static IReadOnlyList<Tensor> Choose(List<string>? names, Predictions predictions) =>
        names is null ? predictions.Outputs : [.. names.Select(name => predictions[name])];

    /// <summary>Refuses unknown names before the model runs.</summary>
    /// <exception cref="InferenceException">The model has no output of a name.</exception>
    public static void Check(List<string>? names, PredictorMetadata metadata)
    {
        foreach (string name in names ?? [])
            if (!metadata.Outputs.Any(o => o.Name == name))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"The model '{metadata.Name}' has no output '{name}'.{NearNames.Suggest(name, metadata.Outputs.Select(o => o.Name))}");
    }

    private static string ReadName(ref Utf8JsonReader reader)
    {
        JsonBody.ExpectObject(ref reader, "An output");
        string? name = null;
        while (JsonBody.MoveToProperty(ref reader, out string property))
        {
            if (property == "name") name = JsonBody.ReadText(ref reader, "An output's 'name'");
            else if (property == "parameters") CheckParameters(ref reader);
            else reader.Skip();
        }
        return name ?? throw new InferenceException(InferenceFailure.InvalidRequest, "An output has no 'name'.");
    }

    private static void CheckParameters(ref Utf8JsonReader reader)
    {
        JsonBody.ExpectObject(ref reader, "An output's 'parameters'");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            if (name == "classification" || name.StartsWith("shared_memory_", StringComparison.Ordinal))
                throw new InferenceException(InferenceFailure.InvalidRequest, $"The parameter '{name}' of an output is not served.");
            reader.Skip();   // binary_data: JSON is a valid answer to it
        }
    }
}
