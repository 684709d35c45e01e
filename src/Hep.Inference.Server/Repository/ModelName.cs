using System.Globalization;
using System.Text.RegularExpressions;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// The one gate for names and version numbers that callers choose: nothing else becomes part of a path, a query or a message.
/// </summary>
internal static partial class ModelName
{
    /// <exception cref="InferenceException">The name is not of the form that is allowed.</exception>
    public static string Check(string? name) =>
        name is not null && Allowed().IsMatch(name)
            ? name
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                "A model's name has 1 to 128 letters, digits, '.', '_' and '-', and starts with a letter or digit.");

    /// <summary>The number of a version; null for a text that is none.</summary>
    public static int? ParseVersion(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version > 0 ? version : null;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Allowed();
}
