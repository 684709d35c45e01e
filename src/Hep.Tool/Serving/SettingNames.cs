using System.Text.Json;
using System.Text.RegularExpressions;
using Hep.Inference.Server;
using Microsoft.Extensions.Options;

namespace Hep.Tool.Serving;

/// <summary>What settings of a service are called where they were set, for messages about them.</summary>
/// <param name="File">The file of settings; null: there is none.</param>
/// <param name="Options">Options that stand on the command line, by the keys of such a file.</param>
internal sealed partial record SettingNames(string? File, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>An option of the command line, or the file and its key.</summary>
    public string Of(string key) => Options.TryGetValue(key, out string? option) ? option : File is null ? key : $"{File}: {key}";

    /// <summary>What is wrong with options of the service.</summary>
    public string Explain(OptionsValidationException refused) => string.Join(' ', refused.Failures.Select(failure =>
    {
        int end = failure.IndexOf(" is '", StringComparison.Ordinal);
        return Of(KeyOf(failure[..end])) + failure[end..];
    }));

    /// <summary>The key of an option; what stands in brackets is a namespace or a number, which is called as it is.</summary>
    public static string KeyOf(string option) => option == nameof(InferenceServerOptions.ModelsFolder) ? "models"
        : WordOrBrackets().Replace(option, m => m.Value[0] == '[' ? m.Value : JsonNamingPolicy.SnakeCaseLower.ConvertName(m.Value));

    [GeneratedRegex(@"\[[^\]]*\]|\w+")]
    private static partial Regex WordOrBrackets();
}
