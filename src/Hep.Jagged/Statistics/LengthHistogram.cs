using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>How many lists there are of each length.</summary>
public sealed class LengthHistogram : IEquatable<LengthHistogram>
{
    private readonly ImmutableSortedDictionary<int, long> _counts;

    internal LengthHistogram(IEnumerable<KeyValuePair<int, long>> counts) => _counts = counts.ToImmutableSortedDictionary();

    /// <summary>No lists.</summary>
    public static LengthHistogram Empty { get; } = new([]);

    /// <summary>The lengths that occur, ascending, each with its number of lists.</summary>
    public IReadOnlyDictionary<int, long> Counts => _counts;

    /// <summary>The number of lists.</summary>
    public long ListCount => _counts.Values.Sum();

    /// <summary>The longest list; 0 of none.</summary>
    public int Maximum => _counts.IsEmpty ? 0 : _counts.Keys.Last();

    /// <summary>The smallest length that at least so many percent of the lists do not exceed; 0 of none.</summary>
    public int Covering(int percent)
    {
        long lists = ListCount, covered = 0;
        foreach ((int length, long count) in _counts)
        {
            covered += count;
            if (covered * 100 >= percent * lists) return length;   // in integers: 0.99 has no exact float
        }
        return 0;
    }

    /// <summary>Equal numbers of lists of every length.</summary>
    public bool Equals(LengthHistogram? other) => other is not null && _counts.SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LengthHistogram);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_counts.Count, Maximum);

    internal LengthHistogram With(LengthHistogram other)
    {
        ImmutableSortedDictionary<int, long>.Builder sum = _counts.ToBuilder();
        foreach ((int length, long lists) in other._counts) sum[length] = sum.GetValueOrDefault(length) + lists;
        return new LengthHistogram(sum);
    }
}
