using System.Buffers;

namespace Hep.Tool.Terminal;

/// <summary>The widths of a table's columns, and its cells as lines of them.</summary>
internal static class TableLayout
{
    private const int Narrowest = 8;

    private static readonly SearchValues<char> Breaks = SearchValues.Create(" _./,:<>");

    /// <summary>
    /// Widths that together are at most <paramref name="total"/>: the widest of those that may shrink give way first. Where even narrow
    /// ones do not fit, the table is wider: nothing vanishes.
    /// </summary>
    public static int[] Fit(ReadOnlySpan<int> natural, ReadOnlySpan<bool> mayShrink, int total)
    {
        int[] widths = natural.ToArray();
        for (int surplus = widths.Sum() - total; surplus > 0;)
        {
            int widest = -1, next = Narrowest;
            for (int i = 0; i < widths.Length; i++)
            {
                if (!mayShrink[i] || widths[i] <= Narrowest) continue;
                bool isWidest = widest < 0 || widths[i] > widths[widest];
                int second = isWidest ? widest < 0 ? Narrowest : widths[widest] : widths[i];
                if (isWidest) widest = i;
                next = Math.Max(next, second);
            }
            if (widest < 0) break;
            int taken = Math.Min(surplus, Math.Max(1, widths[widest] - next));
            widths[widest] -= taken;
            surplus -= taken;
        }
        return widths;
    }

    /// <summary>A text as lines of at most a width, broken behind blanks and the separators of names where there are any.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        List<string> lines = [];
        foreach (string line in text.Split('\n'))
        {
            int start = 0;
            while (line.Length - start > width)
            {
                int end = start + width, at = line.AsSpan(start, width).LastIndexOfAny(Breaks) + 1;
                if (at > width / 3) end = start + at;
                else if (char.IsLowSurrogate(line[end]) && end > start + 1) end--;
                lines.Add(line[start..end].TrimEnd());
                start = end;
            }
            lines.Add(line[start..]);
        }
        return lines;
    }

    /// <summary>
    /// A text of a file as one that a terminal only shows: control characters, and those that turn the direction of writing, are replaced.
    /// </summary>
    public static string Clean(string text)
    {
        foreach (char character in text)
            if (character != '\n' && IsCommand(character))
                return string.Create(text.Length, text, static (clean, text) =>
                {
                    for (int i = 0; i < clean.Length; i++) clean[i] = text[i] != '\n' && IsCommand(text[i]) ? '\uFFFD' : text[i];
                });
        return text;
    }

    /// <summary>The same in one line.</summary>
    public static string CleanLine(string text) => Clean(text.ReplaceLineEndings(" "));

    /// <summary>A text of at most so many characters: its beginning, where it is longer.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width) return text;
        int end = width - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;     // half a character is none
        return $"{text.AsSpan(0, end)}…";
    }

    private static bool IsCommand(char character) =>
        char.IsControl(character) || character is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
