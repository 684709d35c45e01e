namespace Hep.Jagged;

/// <summary>One level of a column's shape: the same number of elements in every parent, or a number that varies.</summary>
public readonly record struct Dimension
{
    private readonly int _size;

    private Dimension(int size) => _size = size;

    /// <summary>A level whose lengths are told by offsets.</summary>
    public static Dimension Variable => default;

    /// <summary>A level of <paramref name="size"/> elements in every parent.</summary>
    public static Dimension Fixed(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return new Dimension(size);
    }

    /// <summary>Whether the number of elements varies.</summary>
    public bool IsVariable => _size == 0;

    /// <summary>Elements in each parent; 0 where it varies.</summary>
    public int Size => _size;

    /// <summary><c>3</c>, or <c>*</c> where the number varies.</summary>
    public override string ToString() => IsVariable ? "*" : _size.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
