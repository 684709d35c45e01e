using System.Globalization;

namespace Hep.Tool.Terminal;

/// <summary>A figure in a table or a sentence.</summary>
internal static class Figure
{
    /// <summary>Some decimals, as figures of training mostly want; five digits and a power of ten where those would hide it.</summary>
    public static string Of(double value, int decimals = 4) =>
        value.ToString(value == 0 || !double.IsFinite(value) || Math.Abs(value) is >= 1e-3 and < 1e9 ? $"F{decimals}" : "0.####E+0",
            CultureInfo.InvariantCulture);

    /// <summary>So many things: <c>1 file</c>, <c>2,000 files</c>.</summary>
    public static string Count(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
