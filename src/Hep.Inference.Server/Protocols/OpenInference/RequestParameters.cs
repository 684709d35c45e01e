using System.Text.Json;
using Hep.Inference.Server.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// The <c>parameters</c> of a request: of them <c>nan</c> is ours, the others that are known have no effect on a model without state.
/// </summary>
internal static class RequestParameters
{
    private const string Reserved = "triton_";

    /// <exception cref="InferenceException">A parameter is reserved or has another value than it may.</exception>
    public static JsonNaN Read(ref Utf8JsonReader reader)
    {
        JsonNaN nan = JsonNaN.Null;
        JsonBody.ExpectObject(ref reader, "'parameters'");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            if (name.StartsWith(Reserved, StringComparison.Ordinal))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"The parameter '{name}' is reserved, as all that start with '{Reserved}'.");
            if (name == "nan") nan = ReadNaN(ref reader);
            else reader.Skip();
        }
        return nan;
    }

    private static JsonNaN ReadNaN(ref Utf8JsonReader reader) => JsonBody.ReadText(ref reader, "The parameter 'nan'") switch
    {
        "null" => JsonNaN.Null,
        "string" => JsonNaN.Text,
        _ => throw new InferenceException(InferenceFailure.InvalidRequest, "The parameter 'nan' is \"null\" (default) or \"string\"."),
    };
}
