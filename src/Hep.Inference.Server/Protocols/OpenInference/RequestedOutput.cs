using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>An output that a request asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBinary">Whether it comes binary; null: as the request says for all.</param>
/// <param name="Classes">The classes with the highest values that are wanted in place of the values; 0: the values.</param>
internal sealed record RequestedOutput(string Name, bool? IsBinary, int Classes)
{
    private const int MostOutputs = 1024;

    /// <summary>Reads <c>outputs</c>; the names are checked against the model later.</summary>
    public static List<RequestedOutput> ReadAll(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'outputs' must be an array.");
        List<RequestedOutput> outputs = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Add(outputs, Read(ref reader));
        return outputs;
    }

    /// <exception cref="InferenceException">The output is among them already, or they are too many.</exception>
    public static void Add(List<RequestedOutput> outputs, RequestedOutput output)
    {
        if (outputs.Count == MostOutputs || outputs.Exists(o => o.Name == output.Name))
            throw Refuse($"The request asks for the output '{output.Name}' twice, or for more than {MostOutputs}.");
        outputs.Add(output);
    }

    /// <summary>Refuses unknown names before the model runs.</summary>
    /// <exception cref="InferenceException">The model has no output of a name.</exception>
    public static void Check(List<RequestedOutput>? outputs, PredictorMetadata model)
    {
        foreach (RequestedOutput output in outputs ?? [])
            if (!model.Outputs.Any(o => o.Name == output.Name))
                throw Refuse($"The model '{model.Name}' has no output '{output.Name}'."
                    + NearNames.Suggest(output.Name, model.Outputs.Select(o => o.Name)));
    }

    /// <summary>The number of classes that a parameter <c>classification</c> asks for.</summary>
    /// <exception cref="InferenceException">It is none.</exception>
    public static int CheckClasses(long count) => count is >= 0 and <= int.MaxValue
        ? (int)count
        : throw Refuse("The parameter 'classification' is the number of classes that are wanted.");

    /// <exception cref="InferenceException">The parameter asks for memory that client and service share.</exception>
    public static void CheckParameter(string name)
    {
        if (name.StartsWith("shared_memory_", StringComparison.Ordinal))
            throw Refuse($"The parameter '{name}' is not served: tensors go through the connection.");
    }

    private static RequestedOutput Read(ref Utf8JsonReader reader)
    {
        JsonBody.ExpectObject(ref reader, "An output");
        RequestedOutput output = new("", IsBinary: null, Classes: 0);
        while (JsonBody.MoveToProperty(ref reader, out string property))
        {
            if (property == "name") output = output with { Name = JsonBody.ReadText(ref reader, "An output's 'name'") };
            else if (property == "parameters") output = ReadParameters(ref reader, output);
            else reader.Skip();
        }
        return output.Name.Length > 0 ? output : throw Refuse("An output has no 'name'.");
    }

    private static RequestedOutput ReadParameters(ref Utf8JsonReader reader, RequestedOutput output)
    {
        JsonBody.ExpectObject(ref reader, "An output's 'parameters'");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            CheckParameter(name);
            if (name == "binary_data")
                output = output with { IsBinary = JsonBody.ReadTruth(ref reader, "The parameter 'binary_data'") };
            else if (name == "classification")
                output = output with { Classes = CheckClasses(JsonBody.ReadInteger(ref reader, "The parameter 'classification'")) };
            else reader.Skip();
        }
        return output;
    }

    private static InferenceException Refuse(string message) => new(InferenceFailure.InvalidRequest, message);
}
