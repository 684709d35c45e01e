using System.Numerics.Tensors;

namespace Hep.Jagged;

/// <summary>Columns of computed float64 values as the type that they were computed from.</summary>
internal static class RoundedColumn
{
    /// <summary>
    /// The column as another type, which is taken over: integers and truth values are the nearest ones, and 0 and false where there is NaN.
    /// </summary>
    public static Column Of(Column<double> column, ElementType type)
    {
        if (type == ElementType.Float64) return column;
        using Column<double> exact = column;
        if (type == ElementType.Float32) return ColumnConversion.To<float>(exact);
        SharedMemory<int>[] offsets =
            [.. Enumerable.Range(0, exact.Schema.OffsetLevels).Select(level => exact.OffsetsMemory(level).Share())];
        if (type == ElementType.Bool)
            return new Column<bool>(exact.Schema with { Type = type }, exact.EntryCount, NearestTruths(exact.Values), offsets);
        SharedMemory<double> values = SharedMemory<double>.Rent(exact.ValueCount);
        TensorPrimitives.Round(exact.Values, values.Span);
        using Column<double> rounded = new(exact.Schema, exact.EntryCount, values, offsets);
        return type switch
        {
            ElementType.Int8 => ColumnConversion.To<sbyte>(rounded),
            ElementType.Int16 => ColumnConversion.To<short>(rounded),
            ElementType.Int32 => ColumnConversion.To<int>(rounded),
            ElementType.Int64 => ColumnConversion.To<long>(rounded),
            ElementType.UInt8 => ColumnConversion.To<byte>(rounded),
            ElementType.UInt16 => ColumnConversion.To<ushort>(rounded),
            ElementType.UInt32 => ColumnConversion.To<uint>(rounded),
            _ => ColumnConversion.To<ulong>(rounded),
        };
    }

    private static SharedMemory<bool> NearestTruths(ReadOnlySpan<double> values)
    {
        SharedMemory<bool> truths = SharedMemory<bool>.Rent(values.Length);
        Span<bool> to = truths.Span;
        for (int i = 0; i < values.Length; i++) to[i] = values[i] >= 0.5;
        return truths;
    }
}
