using System.Globalization;

namespace Hep.Jagged;

/// <summary>How many elements of a list become cells: a number, or what pass 1 finds.</summary>
public readonly record struct ListLength
{
    private const int PercentileMark = -1;

    private readonly int _value;

    private ListLength(int value) => _value = value;

    /// <summary>The longest list of kept objects over kept entries.</summary>
    public static ListLength Maximum => default;

    /// <summary>The smallest length that at least 99 % of kept entries do not exceed.</summary>
    public static ListLength Percentile99 => new(PercentileMark);

    /// <summary>This many elements.</summary>
    public static ListLength Fixed(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new ListLength(length);
    }

    /// <summary>Whether the length is given, not found.</summary>
    public bool IsFixed => _value > 0;

    /// <summary>The given length; 0 where pass 1 finds it.</summary>
    public int Value => Math.Max(_value, 0);

    /// <summary>The number, <c>max</c> or <c>p99</c>.</summary>
    public override string ToString() => _value switch
    {
        0 => "max",
        PercentileMark => "p99",
        _ => _value.ToString(CultureInfo.InvariantCulture),
    };
}
