using System.Globalization;

namespace Hep.Tool.Arguments;

/// <summary>Numbers of bytes as people write them.</summary>
internal static class ByteSize
{
    // Longest first: 'MiB' must not be taken as a 'B'.
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    /// <summary>Reads <c>512MiB</c>, <c>1.5 GB</c> or <c>4096B</c>; a number needs its unit.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        foreach ((string unit, long size) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            ReadOnlySpan<char> number = text.AsSpan(0, text.Length - unit.Length).TrimEnd();
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)) return false;
            double total = value * size;
            if (!(total is >= 0 and < 1e18)) return false;
            bytes = (long)total;
            return true;
        }
        return false;
    }
}
