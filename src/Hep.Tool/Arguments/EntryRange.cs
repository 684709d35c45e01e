using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Hep.Tool.Arguments;

/// <summary><c>--entries A:B</c>: a half-open range of entries; either end may be left out or count from the end of the tree.</summary>
/// <param name="First">The first entry.</param>
/// <param name="End">The entry before which it ends; null: the tree's end.</param>
internal sealed record EntryRange(long First, long? End)
{
    /// <summary>The option of a verb.</summary>
    public static Option<EntryRange?> Option(string otherwise) => new("--entries")
    {
        Description = $"A range from A to before B, counted from 0: 100:110, :5, -10: for the last ten ({otherwise}).",
        HelpName = "A:B",
        CustomParser = Parse,
    };

    /// <summary>Whether an end is told by the number of entries, which has to be known first.</summary>
    public bool CountsFromEnd => First < 0 || End < 0;

    /// <summary>The range within so many entries.</summary>
    public (long First, long End) Within(long count)
    {
        long first = Math.Clamp(First < 0 ? count + First : First, 0, count);
        long end = End is { } given ? Math.Clamp(given < 0 ? count + given : given, 0, count) : count;
        return (first, Math.Max(first, end));
    }

    private static EntryRange? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        string[] ends = text.Split(':');
        if (ends.Length == 2 && TryRead(ends[0], out long? first) && TryRead(ends[1], out long? end))
            return new EntryRange(first ?? 0, end);
        argument.AddError($"--entries takes a range such as 0:10, :5, 100: or -10:, not '{text}'.");
        return null;
    }

    private static bool TryRead(string text, out long? entry)
    {
        entry = null;
        if (text.Length == 0) return true;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)) return false;
        entry = value;
        return true;
    }
}
