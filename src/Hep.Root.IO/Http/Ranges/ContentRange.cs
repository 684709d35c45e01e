using System.Globalization;

namespace Hep.Root.IO.Http;

/// <summary>Which bytes an answer, or a part of one, holds: <c>bytes 0-9/100</c>.</summary>
/// <param name="First">The first one's place.</param>
/// <param name="Last">The last one's place.</param>
/// <param name="Total">How many the file has; null: the server does not know.</param>
internal readonly record struct ContentRange(long First, long Last, long? Total)
{
    private const string Unit = "bytes ";

    public long Count => Last - First + 1;

    /// <summary>Null where it is no such thing, or speaks of no byte.</summary>
    public static ContentRange? Parse(string? text)
    {
        if (text is null || !text.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return null;
        ReadOnlySpan<char> rest = text.AsSpan(Unit.Length).Trim();
        int dash = rest.IndexOf('-'), slash = rest.IndexOf('/');
        if (dash < 0 || slash < dash || !Number(rest[..dash], out long first) || !Number(rest[(dash + 1)..slash], out long last)
            || last < first || last == long.MaxValue)
            return null;
        ReadOnlySpan<char> size = rest[(slash + 1)..];
        if (size is "*") return new ContentRange(first, last, null);
        return Number(size, out long total) && total > last ? new ContentRange(first, last, total) : null;

        static bool Number(ReadOnlySpan<char> digits, out long value) =>
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The length in <c>bytes */0</c>, which is all that 416 tells.</summary>
    public static long? TotalOf(string? text) => text is not null && text.StartsWith("bytes */", StringComparison.OrdinalIgnoreCase)
        && long.TryParse(text.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out long total) ? total : null;
}
