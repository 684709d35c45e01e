using System.Text.Json;
using Hep.Inference.Server.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>The <c>parameters</c> of an input: those that promise its values elsewhere are refused rather than passed over.</summary>
internal static class InputParameters
{
    /// <exception cref="InferenceException">The values are said to be in a binary part or in shared memory.</exception>
    public static void Check(ref Utf8JsonReader reader)
    {
        JsonBody.ExpectObject(ref reader, "An input's 'parameters'");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            if (name == "binary_data_size" || name.StartsWith("shared_memory_", StringComparison.Ordinal))
                throw new InferenceException(InferenceFailure.InvalidRequest,
                    $"The parameter '{name}' is not served: send the values as JSON 'data'.");
            reader.Skip();
        }
    }
}
