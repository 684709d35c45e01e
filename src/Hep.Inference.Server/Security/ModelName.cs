using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hep.Inference.Server.Security;

/// <summary>
/// The one gate for names and version numbers that callers choose: nothing else becomes part of a path, a query or a message.
/// A model's namespace is what stands before the last dot of its name: docs/decisions/0012.
/// </summary>
internal static partial class ModelName
{
    private const char Separator = '.';

    /// <summary>What stands in paths where a model's name would, for which Triton's clients ask.</summary>
    private const string Figures = "stats";

    /// <summary>Whether a text may be the name of a model.</summary>
    public static bool IsName(string? name) => name is not null && Allowed().IsMatch(name);

    /// <exception cref="InferenceException">The name is not of the form that is allowed.</exception>
    public static string Check(string? name) =>
        IsName(name)
            ? name!
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                "A model's name has 1 to 128 letters, digits, '.', '_' and '-', and starts with a letter or digit.");

    /// <summary>
    /// As <see cref="Check"/>, of a model that is to be made: each part between dots is a name of its own, and no path means anything else.
    /// </summary>
    /// <exception cref="InferenceException">The name is not of the form that is allowed, or taken by a path.</exception>
    public static string CheckNew(string? name) =>
        Figures.Equals(name, StringComparison.OrdinalIgnoreCase)   // as paths are compared
            ? throw new InferenceException(InferenceFailure.InvalidRequest,
                $"No model can be called '{name}': /v2/models/{Figures} has the figures of all models, as with Triton. Take another name.")
            : Parted().IsMatch(Check(name)) ? name! : throw new InferenceException(InferenceFailure.InvalidRequest,
                "A dot in a model's name parts namespace and model, as in 'cms.higgs': each part starts with a letter or digit.");

    /// <summary>The namespace of a model; empty for a model outside of all, null where there is no name.</summary>
    [return: NotNullIfNotNull(nameof(name))]
    public static string? NamespaceOf(string? name) => name?[..Math.Max(0, name.LastIndexOf(Separator))];

    /// <summary>Whether a text may be a namespace.</summary>
    public static bool IsNamespace(string text) => Allowed().IsMatch(text) && Parted().IsMatch(text);

    /// <summary>Whether a namespace is another one or lies below it; everything lies below the empty one.</summary>
    public static bool IsWithin(string inner, string outer) =>
        outer.Length == 0 || inner == outer
            || (inner.StartsWith(outer, StringComparison.Ordinal) && inner[outer.Length] == Separator);

    /// <summary>A version as a path names it: a number or an alias.</summary>
    /// <exception cref="InferenceException">It can be neither.</exception>
    public static string CheckVersion(string version) =>
        Allowed().IsMatch(version)
            ? version
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                "A version is a number, an alias (letters, digits, '.', '_' and '-'), or 'latest'.");

    /// <summary>The number of a version; null for a text that is none.</summary>
    public static int? ParseVersion(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version > 0 ? version : null;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Allowed();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)*\z")]
    private static partial Regex Parted();
}
