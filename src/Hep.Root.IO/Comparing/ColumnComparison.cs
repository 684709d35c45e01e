using System.Globalization;
using System.Text;
using Hep.Jagged;

namespace Hep.Root.IO.Comparing;

/// <summary>
/// Holds entries of two columns of one type and shape against each other. NaN equals NaN, and zero its negative; lists are equal that have
/// equal elements.
/// </summary>
/// <param name="tolerance">Of floats.</param>
internal sealed class ColumnComparison(FloatTolerance tolerance)
{
    private delegate ValueDifference? Search(
        ColumnComparison comparison, EntryBatch first, int from, EntryBatch second, int secondFrom, int count, string name);

    // A row a type in which values are compared.
    private static readonly Dictionary<ElementType, Search> Types = new()
    {
        [ElementType.Bool] = Find<bool>,
        [ElementType.Int8] = Find<sbyte>, [ElementType.Int16] = Find<short>, [ElementType.Int32] = Find<int>,
        [ElementType.Int64] = Find<long>,
        [ElementType.UInt8] = Find<byte>, [ElementType.UInt16] = Find<ushort>, [ElementType.UInt32] = Find<uint>,
        [ElementType.UInt64] = Find<ulong>,
        [ElementType.Float32] = Find<float>, [ElementType.Float64] = Find<double>,
        [ElementType.String] = Find<byte>, [ElementType.Bytes] = Find<byte>,
    };

    /// <summary>The first of some entries in which a column differs; null where it is the same in all.</summary>
    /// <param name="type">The type in which values are compared: one that holds those of both.</param>
    /// <param name="first">A batch.</param>
    /// <param name="from">Its first entry.</param>
    /// <param name="second">Another.</param>
    /// <param name="secondFrom">Its first entry.</param>
    /// <param name="count">How many entries of each.</param>
    /// <param name="name">The column.</param>
    public ValueDifference? FindFirst(
        ElementType type, EntryBatch first, int from, EntryBatch second, int secondFrom, int count, string name) =>
        Types[type](this, first, from, second, secondFrom, count, name);

    private static ValueDifference? Find<T>(
        ColumnComparison comparison, EntryBatch first, int from, EntryBatch second, int secondFrom, int count, string name)
        where T : unmanaged, IEquatable<T> => comparison.Find(In<T>(first, name), from, In<T>(second, name), secondFrom, count);

    private ValueDifference? Find<T>(Column<T> a, int from, Column<T> b, int secondFrom, int count) where T : unmanaged, IEquatable<T>
    {
        if (AreEqual(a, from, b, secondFrom, count)) return null;
        int entry = 0;
        while (AreEqual(a, from + entry, b, secondFrom + entry, 1)) entry++;
        return Describe(a, from + entry, b, secondFrom + entry) with { Entry = entry };
    }

    private static Column<T> In<T>(EntryBatch batch, string name) where T : unmanaged =>
        batch[name] as Column<T> ?? batch.GetAs<T>(name);

    // Level by level: where all lists are equally long, the values below lie side by side.
    private bool AreEqual<T>(Column<T> a, int from, Column<T> b, int secondFrom, int count) where T : unmanaged, IEquatable<T>
    {
        int level = 0;
        foreach (Dimension dimension in a.Schema.Dimensions)
            if (dimension.IsVariable)
            {
                if (!Step(level++)) return false;
            }
            else (from, secondFrom, count) = (from * dimension.Size, secondFrom * dimension.Size, count * dimension.Size);
        if (a.Type.HasCharacters && !Step(level)) return false;
        return tolerance.Holds(a.Values.Slice(from, count), b.Values.Slice(secondFrom, count));

        bool Step(int of)
        {
            ReadOnlySpan<int> ends = a.Offsets(of).Slice(from, count + 1), others = b.Offsets(of).Slice(secondFrom, count + 1);
            int shift = others[0] - ends[0];
            for (int i = 1; i <= count; i++)
                if (others[i] - ends[i] != shift) return false;
            (from, secondFrom, count) = (ends[0], others[0], ends[count] - ends[0]);
            return true;
        }
    }

    // Where in an entry: down to the first lists that are not equally long, or to the first value.
    private ValueDifference Describe<T>(Column<T> a, int at, Column<T> b, int other) where T : unmanaged, IEquatable<T>
    {
        StringBuilder place = new();
        int level = 0;
        for (int dimension = 0; dimension < a.Schema.Dimensions.Length; dimension++)
        {
            Dimension below = a.Schema.Dimensions[dimension];
            (int start, int end) = Below(a, below, level, at);
            (int otherStart, int otherEnd) = Below(b, below, level, other);
            if (end - start != otherEnd - otherStart)
                return new ValueDifference(
                    place.ToString(), ValueDifference.ElementsOf(end - start), ValueDifference.ElementsOf(otherEnd - otherStart));
            if (below.IsVariable) level++;
            int index = 0;
            while (index < end - start - 1 && IsSame(a, start + index, b, otherStart + index, dimension + 1, level)) index++;
            place.Append(CultureInfo.InvariantCulture, $"[{index}]");
            (at, other) = (start + index, otherStart + index);
        }
        return new ValueDifference(place.ToString(), TextOf(a, at), TextOf(b, other));
    }

    private static (int Start, int End) Below(Column column, Dimension below, int level, int at) => below.IsVariable
        ? (column.Offsets(level)[at], column.Offsets(level)[at + 1]) : (at * below.Size, (at + 1) * below.Size);

    private bool IsSame<T>(Column<T> a, int at, Column<T> b, int other, int dimension, int level) where T : unmanaged, IEquatable<T>
    {
        if (dimension == a.Schema.Dimensions.Length && !a.Type.HasCharacters)
            return tolerance.Holds(a.Values.Slice(at, 1), b.Values.Slice(other, 1));
        bool isText = dimension == a.Schema.Dimensions.Length;
        Dimension below = isText ? Dimension.Variable : a.Schema.Dimensions[dimension];
        (int start, int end) = Below(a, below, level, at);
        (int otherStart, int otherEnd) = Below(b, below, level, other);
        if (end - start != otherEnd - otherStart) return false;
        if (isText) return a.Values[start..end].SequenceEqual(b.Values[otherStart..otherEnd]);
        for (int i = 0; i < end - start; i++)
            if (!IsSame(a, start + i, b, otherStart + i, dimension + 1, below.IsVariable ? level + 1 : level)) return false;
        return true;
    }

    private static string TextOf<T>(Column<T> column, int at) where T : unmanaged
    {
        if (column.Type.HasCharacters) return column.GetText(at);
        return column.Values[at] switch
        {
            bool flag => flag ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString() ?? "",
        };
    }
}

/// <summary>The first value in which two columns, or two objects, differ.</summary>
/// <param name="Place">Where in the entry or object.</param>
/// <param name="First">What the first has.</param>
/// <param name="Second">What the second has.</param>
internal sealed record ValueDifference(string Place, string First, string Second)
{
    /// <summary>The entry, counted from the first that was compared.</summary>
    public int Entry { get; init; }

    /// <summary>What a list has that is not equally long.</summary>
    public static string ElementsOf(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} element{(count == 1 ? "" : "s")}");
}
