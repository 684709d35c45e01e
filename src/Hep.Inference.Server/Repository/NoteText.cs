using System.Text.RegularExpressions;

namespace Hep.Inference.Server.Repository;

/// <summary>The gate for what callers write on models: tags, labels, aliases, descriptions.</summary>
internal static partial class NoteText
{
    private const int LongestDescription = 4096, LongestValue = 256;
    private const string Words = "1 to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit";

    /// <summary>Tags, labels and aliases that a version or a model may have of each.</summary>
    public const int Most = 64;

    /// <summary>The alias that is always there: the highest version.</summary>
    public const string Latest = "latest";

    public static string CheckTag(string tag) => Allowed().IsMatch(tag) ? tag : throw Refuse($"A tag has {Words}.");

    /// <summary>Numbers are versions, and <c>latest</c> is one always.</summary>
    public static string CheckAlias(string alias) =>
        Allowed().IsMatch(alias) && !alias.All(char.IsAsciiDigit) && alias != Latest
            ? alias
            : throw Refuse($"An alias has {Words}, and is neither a number nor '{Latest}'.");

    public static string CheckKey(string key) => Allowed().IsMatch(key) ? key : throw Refuse($"A label's key has {Words}.");

    public static string CheckValue(string value) =>
        value.Length <= LongestValue && !value.Any(char.IsControl)
            ? value
            : throw Refuse($"A label's value has at most {LongestValue} characters, and no control characters.");

    public static string CheckDescription(string text) =>
        text.Length <= LongestDescription && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
            ? text
            : throw Refuse($"A description has at most {LongestDescription} characters, and no control characters but new lines and tabs.");

    /// <exception cref="InferenceException">There are more than <see cref="Most"/>.</exception>
    public static void CheckCount(int count, string what)
    {
        if (count > Most) throw new InferenceException(InferenceFailure.Conflict, $"There may be {Most} {what} at most.");
    }

    private static InferenceException Refuse(string why) => new(InferenceFailure.InvalidRequest, why);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Allowed();
}
