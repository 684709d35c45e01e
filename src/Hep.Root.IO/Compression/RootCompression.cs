using System.Globalization;
using Hep.Root.IO.Compression.Encoders;

namespace Hep.Root.IO;

/// <summary>How records are compressed: an algorithm, and a level that means what it means to ROOT.</summary>
public readonly record struct RootCompression
{
    private RootCompression(int algorithm, int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 9);
        (Algorithm, Level) = (algorithm, level);
    }

    /// <summary>Records are stored as they are.</summary>
    public static RootCompression None => default;

    /// <summary>zlib: read by every version of ROOT.</summary>
    /// <param name="level">1 (fast) to 9 (small).</param>
    public static RootCompression Zlib(int level = 1) => new(1, level);

    /// <summary>
    /// LZMA: smallest and slowest, by the system's liblzma. A file cannot be begun with it where that is absent.
    /// </summary>
    /// <param name="level">1 (fast) to 9 (small).</param>
    public static RootCompression Lzma(int level = 7) => new(2, level);

    /// <summary>LZ4: fastest to read, for ROOT 6.10 and later.</summary>
    /// <param name="level">1 to 3 compress fast and alike, 4 to 9 search longer.</param>
    public static RootCompression Lz4(int level = 4) => new(4, level);

    /// <summary>Zstandard: small and fast to read, for ROOT 6.20 and later.</summary>
    /// <param name="level">1 (fast) to 9 (small): half the level of the library, as ROOT counts.</param>
    public static RootCompression Zstd(int level = 5) => new(5, level);

    /// <summary>The number that ROOT knows it by, algorithm × 100 + level: 505 is Zstandard, level 5; 0 is none.</summary>
    public int Code => Algorithm * 100 + Level;

    internal int Algorithm { get; }

    internal int Level { get; }

    /// <summary>The codec and the level.</summary>
    public override string ToString() =>
        Algorithm == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{BlockEncoder.Of(this).Name}, level {Level}");
}
