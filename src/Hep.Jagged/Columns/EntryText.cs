using System.Globalization;

namespace Hep.Jagged;

/// <summary>The value that a column has for an entry, as text for people.</summary>
internal static class EntryText
{
    /// <summary>A number, a text, or lists in brackets of which so many elements are shown.</summary>
    public static string Of(Column column, int entry, int elements) => Of(column, 0, 0, entry, elements);

    private static string Of(Column column, int dimension, int level, int at, int elements)
    {
        if (dimension == column.Schema.Dimensions.Length) return column.Type == ElementType.String ? column.GetText(at) : Value(column, at);
        Dimension below = column.Schema.Dimensions[dimension];
        int start = below.IsVariable ? column.Offsets(level)[at] : at * below.Size;
        int count = below.IsVariable ? column.Offsets(level)[at + 1] - start : below.Size;
        IEnumerable<string> shown = Enumerable.Range(start, Math.Min(count, elements))
            .Select(i => Of(column, dimension + 1, below.IsVariable ? level + 1 : level, i, elements));
        if (count > elements) shown = shown.Append($"… {Integer(count - elements)} more");
        return $"[{string.Join(", ", shown)}]";
    }

    private static string Value(Column column, int at) => column switch
    {
        Column<bool> c => c.Values[at] ? "true" : "false",
        Column<float> c => c.Values[at].ToString("G6", CultureInfo.InvariantCulture),
        Column<double> c => c.Values[at].ToString("G6", CultureInfo.InvariantCulture),
        Column<sbyte> c => Integer(c.Values[at]),
        Column<short> c => Integer(c.Values[at]),
        Column<int> c => Integer(c.Values[at]),
        Column<long> c => Integer(c.Values[at]),
        Column<byte> when column.Type == ElementType.Bytes => ByteCount(column.Offsets(column.Schema.OffsetLevels - 1), at),
        Column<byte> c => Integer(c.Values[at]),
        Column<ushort> c => Integer(c.Values[at]),
        Column<uint> c => Integer(c.Values[at]),
        Column<ulong> c => c.Values[at].ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    private static string ByteCount(ReadOnlySpan<int> offsets, int at) => $"{Integer(offsets[at + 1] - offsets[at])} bytes";

    private static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);
}
