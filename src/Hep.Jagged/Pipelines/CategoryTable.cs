using System.Collections.Immutable;
using System.Globalization;

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

    /// <summary>The value of an index; NaN of none.</summary>
    public double ValueOf(double index) => index >= 0 && index < Values.Length ? Values[(int)index] : double.NaN;

    /// <summary>What stands behind the name of a cell: <c>=4</c>.</summary>
    public string SuffixOf(int category) => "=" + Values[category].ToString(CultureInfo.InvariantCulture);
}
