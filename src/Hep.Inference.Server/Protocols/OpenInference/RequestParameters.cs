using System.Text.Json;
using Hep.Inference.Server.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// The <c>parameters</c> of a request: <c>nan</c> is ours, <c>binary_data_output</c> and <c>timeout</c> Triton's; the others that are
/// known, of sequences and priorities, have no effect on a model without state.
/// </summary>
/// <param name="NaN">How a NaN is written in JSON.</param>
/// <param name="BinaryOutput">Whether outputs come binary that do not say otherwise.</param>
/// <param name="Timeout">The time in which it is to be answered; null: any.</param>
internal sealed record RequestParameters(JsonNaN NaN, bool BinaryOutput, TimeSpan? Timeout = null)
{
    /// <summary>Microseconds in which the request is to be answered.</summary>
    public const string TimeoutName = "timeout";

    private const string Reserved = "triton_";

    public static RequestParameters Default { get; } = new(JsonNaN.Refuse, BinaryOutput: false);

    /// <exception cref="InferenceException">A parameter is reserved or has another value than it may.</exception>
    public static RequestParameters Read(ref Utf8JsonReader reader)
    {
        RequestParameters parameters = Default;
        JsonBody.ExpectObject(ref reader, "'parameters'");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            CheckName(name);
            if (name == "nan") parameters = parameters with { NaN = ReadNaN(ref reader) };
            else if (name == "binary_data_output")
                parameters = parameters with { BinaryOutput = JsonBody.ReadTruth(ref reader, "The parameter 'binary_data_output'") };
            else if (name == TimeoutName) parameters = parameters with { Timeout = ReadTimeout(ref reader) };
            else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                throw new JsonException($"The parameter '{name}' must be a string, a number or a truth value.");
        }
        return parameters;
    }

    /// <exception cref="InferenceException">The name is reserved.</exception>
    public static void CheckName(string name)
    {
        if (name == "headers" || name.StartsWith(Reserved, StringComparison.Ordinal))
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"The parameter '{name}' is reserved, as 'headers' and all that start with '{Reserved}' are.");
    }

    private static TimeSpan? ReadTimeout(ref Utf8JsonReader reader) =>
        RequestDeadline.FromMicroseconds(JsonBody.ReadInteger(ref reader, "The parameter 'timeout'"));

    private static JsonNaN ReadNaN(ref Utf8JsonReader reader) => JsonBody.ReadText(ref reader, "The parameter 'nan'") switch
    {
        "refuse" => JsonNaN.Refuse,
        "null" => JsonNaN.Null,
        "string" => JsonNaN.Text,
        _ => throw new InferenceException(InferenceFailure.InvalidRequest,
            "The parameter 'nan' is \"refuse\" (default for tensors), \"null\" (default for events) or \"string\"."),
    };
}
