using Hep.Root.IO.Comparing;

namespace Hep.Root.IO;

/// <summary>What of two files is held against each other, and how they are read.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static ComparisonOptions Default { get; } = new();

    /// <summary>Names, globs and regular expressions between slashes of the objects, by their paths; null: all.</summary>
    public IReadOnlyList<string>? Objects { get; init; }

    /// <summary>The same of the columns of trees; null: all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// How far floats of columns and objects may lie from each other, as a part of the second: a and b are equal where
    /// |a − b| ≤ <see cref="AbsoluteTolerance"/> + <see cref="RelativeTolerance"/> · |b|, as numpy.isclose has it. Integers have to be the
    /// same. Default: 0.
    /// </summary>
    public double RelativeTolerance { get; init; }

    /// <summary>The part of the tolerance that is the same for all floats, in their own unit. Default: 0.</summary>
    public double AbsoluteTolerance { get; init; }

    /// <summary>Threads that decode, for both files together. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Bytes that reading ahead may hold, counted after decompression, half of it for each file. Default: 512 MiB.</summary>
    public long MemoryBudget { get; init; } = 512L << 20;

    /// <summary>How files are opened; null for the defaults.</summary>
    public RootOpenOptions? Opening { get; init; }

    internal FloatTolerance Tolerance => new(RelativeTolerance, AbsoluteTolerance);

    // One of the two waits for the other: either may need all threads.
    internal ReadOptions Reading => new() { Threads = Threads, MemoryBudget = Math.Max(1, MemoryBudget / 2) };

    internal void Check()
    {
        Check(RelativeTolerance, nameof(RelativeTolerance));
        Check(AbsoluteTolerance, nameof(AbsoluteTolerance));
        Reading.Check();
    }

    private static void Check(double tolerance, string name)
    {
        if (!(tolerance >= 0) || double.IsInfinity(tolerance))
            throw new ArgumentOutOfRangeException(name, tolerance, "A tolerance is a number from 0 on.");
    }
}
