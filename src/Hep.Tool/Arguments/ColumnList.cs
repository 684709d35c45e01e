using System.CommandLine;
using Hep.Tool.Terminal;

namespace Hep.Tool.Arguments;

/// <summary><c>--columns</c>: names (in backquotes if need be), globs and /regular expressions/, separated by commas.</summary>
internal static class ColumnList
{
    private const string Meaning = "Names, globs or /regular expressions/, separated by commas";

    /// <summary>The option of a verb.</summary>
    public static Option<string?> Option(string otherwise) =>
        new("--columns") { Description = $"{Meaning} ({otherwise}).", HelpName = "GLOB,…" };

    /// <summary>The patterns of a list; null where none was given.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="option">The option that takes it.</param>
    public static IReadOnlyList<string>? Parse(string? text, string option = "--columns")
    {
        if (text is null) return null;
        List<string> patterns = [];
        for (int start = 0; start < text.Length;)
        {
            int end = EndOf(text, start);
            if (text[start..end].Trim() is { Length: > 0 } pattern) patterns.Add(WithoutQuotes(pattern));
            start = end + 1;
        }
        return patterns.Count > 0 ? patterns : throw ToolException.Usage($"{option} takes {Meaning.ToLowerInvariant()}.");
    }

    // Commas inside of a regular expression, as in {1,2}, are its own: it ends at a slash, or at its flag, before a comma or the end.
    // Those of a name in backquotes are too.
    private static int EndOf(string text, int start)
    {
        int first = start;
        while (first < text.Length && text[first] == ' ') first++;
        if (first < text.Length && text[first] is '/' or '`')
            for (int last = text.IndexOf(text[first], first + 1); last >= 0; last = text.IndexOf(text[first], last + 1))
            {
                int end = last + 1;
                if (text[first] == '/' && end < text.Length && text[end] == 'i') end++;
                while (end < text.Length && text[end] == ' ') end++;
                if (end == text.Length || text[end] == ',') return end;
            }
        int comma = text.IndexOf(',', start);
        return comma < 0 ? text.Length : comma;
    }

    private static string WithoutQuotes(string pattern) =>
        pattern.Length > 2 && pattern[0] == '`' && pattern[^1] == '`' ? pattern[1..^1] : pattern;
}
