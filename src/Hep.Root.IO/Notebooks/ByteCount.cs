using System.Globalization;

namespace Hep.Root.IO;

/// <summary>Numbers of bytes as people read them.</summary>
internal static class ByteCount
{
    /// <summary>Writes <c>1.66 MB</c>: three digits and the unit of disks, powers of ten.</summary>
    public static string Format(long bytes)
    {
        (string unit, double size) = bytes switch
        {
            < 1_000 => ("B", 1),
            < 1_000_000 => ("kB", 1e3),
            < 1_000_000_000 => ("MB", 1e6),
            _ => ("GB", 1e9),
        };
        double value = bytes / size;
        string digits = unit == "B" ? "F0" : value < 10 ? "F2" : value < 100 ? "F1" : "F0";
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)} {unit}";
    }

    /// <summary>A sum of sizes that files claim: what cannot be a size does not count, and nothing overflows.</summary>
    public static long Add(long sum, long bytes) => bytes <= 0 ? sum : sum > long.MaxValue - bytes ? long.MaxValue : sum + bytes;

    /// <summary>How many times smaller the stored bytes are: <c>3.2</c>; empty where there are none.</summary>
    public static string Ratio(long plain, long stored) =>
        stored <= 0 || plain <= 0 ? "" : ((double)plain / stored).ToString("F1", CultureInfo.InvariantCulture);
}
