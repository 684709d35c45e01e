using System.Numerics;
using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>Columns of one type of number as columns of another.</summary>
internal static class ColumnConversion
{
    /// <summary>A new column of the same levels whose values are converted, saturating; offsets are shared.</summary>
    public static Column<T> To<T>(Column column) where T : unmanaged
    {
        SharedMemory<int>[] offsets = new SharedMemory<int>[column.Schema.OffsetLevels];
        for (int level = 0; level < offsets.Length; level++) offsets[level] = column.OffsetsMemory(level).Share();
        ColumnSchema schema = new(column.Name, ElementTypes.Of<T>(), column.Schema.Dimensions.AsSpan())
        {
            Counter = column.Schema.Counter,
            Pairing = column.Schema.Pairing,
        };
        return new Column<T>(schema, column.EntryCount, Convert<T>(column), offsets);
    }

    /// <summary>The numbers of a column of any type as float64; truth values are 0 and 1.</summary>
    public static SharedMemory<double> ToDouble(Column column) => Convert<double>(column);

    /// <summary>
    /// The numbers of a column as <typeparamref name="T"/>, only to be read: the column's own memory where that is its type.
    /// </summary>
    public static SharedMemory<T> Read<T>(Column column) where T : unmanaged =>
        column is Column<T> same && !column.Type.HasCharacters ? same.ShareValues() : Convert<T>(column);

    private static SharedMemory<T> Convert<T>(Column column) where T : unmanaged
    {
        SharedMemory<T> to = SharedMemory<T>.Rent(column.ValueCount);
        switch (column)
        {
            case Column<bool> c: FromBool(c.Values, to.Span); break;
            case Column<sbyte> c: From(c.Values, to.Span); break;
            case Column<short> c: From(c.Values, to.Span); break;
            case Column<int> c: From(c.Values, to.Span); break;
            case Column<long> c: From(c.Values, to.Span); break;
            case Column<byte> c when !c.Type.HasCharacters: From(c.Values, to.Span); break;
            case Column<ushort> c: From(c.Values, to.Span); break;
            case Column<uint> c: From(c.Values, to.Span); break;
            case Column<ulong> c: From(c.Values, to.Span); break;
            case Column<float> c: From(c.Values, to.Span); break;
            case Column<double> c: From(c.Values, to.Span); break;
            default: throw new PipelineException($"Column '{column.Name}' holds {column.Type.Name}, not numbers.");
        }
        return to;
    }

    private static void FromBool<T>(ReadOnlySpan<bool> from, Span<T> to) where T : unmanaged =>
        From(System.Runtime.InteropServices.MemoryMarshal.Cast<bool, byte>(from), to);

    private static void From<TFrom, T>(ReadOnlySpan<TFrom> from, Span<T> to) where TFrom : unmanaged, INumber<TFrom> where T : unmanaged
    {
        if (typeof(T) == typeof(bool)) Test(from, Cast<T, bool>(to));
        else if (typeof(T) == typeof(sbyte)) TensorPrimitives.ConvertSaturating(from, Cast<T, sbyte>(to));
        else if (typeof(T) == typeof(short)) TensorPrimitives.ConvertSaturating(from, Cast<T, short>(to));
        else if (typeof(T) == typeof(int)) TensorPrimitives.ConvertSaturating(from, Cast<T, int>(to));
        else if (typeof(T) == typeof(long)) TensorPrimitives.ConvertSaturating(from, Cast<T, long>(to));
        else if (typeof(T) == typeof(byte)) TensorPrimitives.ConvertSaturating(from, Cast<T, byte>(to));
        else if (typeof(T) == typeof(ushort)) TensorPrimitives.ConvertSaturating(from, Cast<T, ushort>(to));
        else if (typeof(T) == typeof(uint)) TensorPrimitives.ConvertSaturating(from, Cast<T, uint>(to));
        else if (typeof(T) == typeof(ulong)) TensorPrimitives.ConvertSaturating(from, Cast<T, ulong>(to));
        else if (typeof(T) == typeof(float)) TensorPrimitives.ConvertSaturating(from, Cast<T, float>(to));
        else TensorPrimitives.ConvertSaturating(from, Cast<T, double>(to));
    }

    private static void Test<TFrom>(ReadOnlySpan<TFrom> from, Span<bool> to) where TFrom : INumber<TFrom>
    {
        for (int i = 0; i < from.Length; i++) to[i] = from[i] != TFrom.Zero;
    }

    // The callers above compare T with the target type before: the element size is the same.
    private static Span<TTo> Cast<T, TTo>(Span<T> span) where T : unmanaged where TTo : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<T, TTo>(span);
}
