using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Hep.Jagged;

/// <summary>
/// What chooses columns by name: a glob, in which <c>*</c> and <c>?</c> are special and everything else is literal, or a regular
/// expression between slashes, <c>/^(Muon|Jet)_pt$/</c>, which may be found anywhere in the name; <c>/…/i</c> ignores case.
/// </summary>
internal static class ColumnPattern
{
    /// <summary>Whether a text is a pattern. A column may have any name: who asks looks for one of exactly this name first.</summary>
    public static bool IsPattern(string text) => IsRegex(text) || text.AsSpan().ContainsAny('*', '?');

    /// <summary>Tells of a name whether it fits.</summary>
    /// <exception cref="PipelineException">The text between slashes is no regular expression.</exception>
    public static Func<string, bool> Of(string pattern)
    {
        if (IsRegex(pattern)) return ParseRegex(pattern).IsMatch;
        string glob = pattern.Replace("\\", "\\\\", StringComparison.Ordinal);   // the matcher takes \ as an escape
        return name => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false);
    }

    // No column's name begins with a slash: names are branches joined by slashes.
    private static bool IsRegex(string text) => text.Length > 2 && text[0] == '/' && text.LastIndexOf('/') > 1
        && (text[^1] == '/' || text.EndsWith("/i", StringComparison.Ordinal));

    private static Regex ParseRegex(string pattern)
    {
        // Whoever wrote the pattern, the time it takes grows with the names alone.
        RegexOptions options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
            | (pattern[^1] == 'i' ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(pattern[1..pattern.LastIndexOf('/')], options);
        }
        catch (ArgumentException failure)
        {
            throw new PipelineException($"'{pattern}' is no regular expression: {failure.Message}", failure);
        }
        catch (NotSupportedException failure)
        {
            throw new PipelineException(
                $"'{pattern}' looks around or back, or is too large: patterns in lists of columns cannot; a program can hand over a Regex.",
                failure);
        }
    }
}
