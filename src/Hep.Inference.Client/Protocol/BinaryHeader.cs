using System.Globalization;

namespace Hep.Inference.Client;

/// <summary>The header of binary tensors: how many bytes of the (unpacked) body are the JSON in front of them.</summary>
internal static class BinaryHeader
{
    public const string Name = "Inference-Header-Content-Length";

    public static string Of(int jsonBytes) => jsonBytes.ToString(CultureInfo.InvariantCulture);

    /// <summary>What an answer says; null: it is JSON alone.</summary>
    /// <exception cref="InferenceException">It says no length.</exception>
    public static int? Read(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues(Name, out IEnumerable<string>? values)
            && !answer.Content.Headers.TryGetValues(Name, out values))
            return null;
        return int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? length
            : throw new InferenceException(InferenceFailure.Internal, $"The service's answer has the header {Name}, which is no length.");
    }
}
