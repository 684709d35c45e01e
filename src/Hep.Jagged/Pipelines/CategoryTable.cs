using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>The categories of a column, in the order of their cells.</summary>
internal sealed class CategoryTable
{
    /// <summary>The index of a value that is no category.</summary>
    public const int Other = -1;

    private readonly double[] _sorted;
    private readonly int[] _places;

    public CategoryTable(ImmutableArray<double> values, CategoryEncoding encoding)
    {
        Values = values;
        Encoding = encoding;
        _sorted = [.. values];
        _places = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(_sorted, _places);
    }

    public ImmutableArray<double> Values { get; }

    public CategoryEncoding Encoding { get; }

    /// <summary>Replaces values by the index of their category; NaN and infinities become NaN.</summary>
    public void Apply(Span<double> values)
    {
        foreach (ref double value in values)
        {
            if (!double.IsFinite(value))
            {
                value = double.NaN;
                continue;
            }
            int found = Array.BinarySearch(_sorted, value);
            value = found < 0 ? Other : _places[found];
        }
    }

    /// <summary>The value of the nearest index; NaN of none.</summary>
    public double ValueOf(double index) =>
        Math.Round(index) is >= 0 and var nearest && nearest < Values.Length ? Values[(int)nearest] : double.NaN;

    /// <summary>
    /// The value whose cell is the largest: cells are shares, as networks give them, and what they lack of 1 is that of no category, NaN.
    /// </summary>
    public double ValueOf(ReadOnlySpan<float> shares)
    {
        if (shares.IsEmpty) return double.NaN;
        int largest = TensorPrimitives.IndexOfMax(shares);
        return shares[largest] >= 1 - TensorPrimitives.Sum(shares) ? Values[largest] : double.NaN;
    }

    /// <summary>What stands behind the name of a cell: <c>=4</c>.</summary>
    public string SuffixOf(int category) => "=" + Values[category].ToString(CultureInfo.InvariantCulture);
}
