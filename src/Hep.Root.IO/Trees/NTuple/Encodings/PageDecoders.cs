using System.Numerics;
using System.Numerics.Tensors;
using Hep.Jagged;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Chooses how the pages of a column are decoded: the one place where a type of columns becomes code.</summary>
internal static class PageDecoders
{
    /// <summary>Where the lists of a collection end.</summary>
    public static PageDecoder<long> Ends(StoredColumn column) => (column.Bits, column.Type!.Layout) switch
    {
        (32, PageLayout.Plain) => new ConvertedPages<uint, long>(new PlainPages<uint>(), Convert),
        (32, _) => new ConvertedPages<uint, long>(new SplitDeltaPages<uint>(), Convert),
        (_, PageLayout.Plain) => new PlainPages<long>(),
        _ => new SplitDeltaPages<long>(),
    };

    /// <summary>Values of a column as a field of a type has them; null where the type cannot hold them.</summary>
    public static PageDecoder<T>? Values<T>(StoredColumn column) where T : unmanaged
    {
        ColumnType type = column.Type!;
        if (type.Content != ColumnContent.Value) return null;
        object? decoder = ElementTypes.Of<T>() == type.Element ? Stored<T>(column) : Converted<T>(column);
        return (PageDecoder<T>?)decoder;
    }

    // A column's own type.
    private static object Stored<T>(StoredColumn column) where T : unmanaged
    {
        ColumnType type = column.Type!;
        if (type.Element == ElementType.Bool) return new BitPages();
        if (type.IsRanged) return new QuantisedPages<float>(column.Bits, column.Range);
        if (type.Layout == PageLayout.Packed) return new TruncatedPages(column.Bits);
        if (type.Element == ElementType.Float32 && column.Bits == 16)
            return new ConvertedPages<Half, float>(type.Layout == PageLayout.Split ? new SplitPages<Half>() : new PlainPages<Half>(),
                TensorPrimitives.ConvertToSingle);
        return type.Layout switch
        {
            PageLayout.Plain => new PlainPages<T>(),
            PageLayout.Split => new SplitPages<T>(),
            _ => type.Element switch
            {
                ElementType.Int16 => new SplitZigZagPages<short>(),
                ElementType.Int32 => new SplitZigZagPages<int>(),
                _ => new SplitZigZagPages<long>(),
            },
        };
    }

    // What the specification allows besides ("Fundamental Types"): integers and truth values for each other, and reals.
    private static object? Converted<T>(StoredColumn column) where T : unmanaged
    {
        ElementType from = column.Type!.Element, to = ElementTypes.Of<T>();
        bool isReal = to is ElementType.Float32 or ElementType.Float64;
        if (isReal != from is ElementType.Float32 or ElementType.Float64) return null;
        if (column.Type.IsRanged) return new QuantisedPages<double>(column.Bits, column.Range);
        return from switch
        {
            ElementType.Bool => To(new BitsAsBytes(), to),
            ElementType.Int8 => From<sbyte>(column, to),
            ElementType.UInt8 => From<byte>(column, to),
            ElementType.Int16 => From<short>(column, to),
            ElementType.UInt16 => From<ushort>(column, to),
            ElementType.Int32 => From<int>(column, to),
            ElementType.UInt32 => From<uint>(column, to),
            ElementType.Int64 => From<long>(column, to),
            ElementType.UInt64 => From<ulong>(column, to),
            ElementType.Float32 => From<float>(column, to),
            _ => From<double>(column, to),
        };
    }

    private static object From<TStored>(StoredColumn column, ElementType to) where TStored : unmanaged, INumber<TStored> =>
        To((PageDecoder<TStored>)Stored<TStored>(column), to);

    private static object To<TStored>(PageDecoder<TStored> stored, ElementType to) where TStored : unmanaged, INumber<TStored> => to switch
    {
        ElementType.Bool => new ConvertedPages<TStored, bool>(stored, IsNotZero),
        ElementType.Int8 => new ConvertedPages<TStored, sbyte>(stored, Convert),
        ElementType.UInt8 => new ConvertedPages<TStored, byte>(stored, Convert),
        ElementType.Int16 => new ConvertedPages<TStored, short>(stored, Convert),
        ElementType.UInt16 => new ConvertedPages<TStored, ushort>(stored, Convert),
        ElementType.Int32 => new ConvertedPages<TStored, int>(stored, Convert),
        ElementType.UInt32 => new ConvertedPages<TStored, uint>(stored, Convert),
        ElementType.Int64 => new ConvertedPages<TStored, long>(stored, Convert),
        ElementType.UInt64 => new ConvertedPages<TStored, ulong>(stored, Convert),
        ElementType.Float32 => new ConvertedPages<TStored, float>(stored, Convert),
        _ => new ConvertedPages<TStored, double>(stored, Convert),
    };

    // As a cast of C++ does: the writer's value fits, or it was not the field's.
    private static void Convert<TStored, T>(ReadOnlySpan<TStored> stored, Span<T> values)
        where TStored : unmanaged, INumberBase<TStored>
        where T : unmanaged, INumberBase<T> => TensorPrimitives.ConvertTruncating(stored, values);

    private static void IsNotZero<TStored>(ReadOnlySpan<TStored> stored, Span<bool> values) where TStored : INumberBase<TStored>
    {
        for (int i = 0; i < values.Length; i++) values[i] = !TStored.IsZero(stored[i]);
    }

    private sealed class BitsAsBytes : PageDecoder<byte>
    {
        public override void Decode(ReadOnlySpan<byte> page, Span<byte> values) =>
            BitPacking.Unpack(page, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, bool>(values));
    }
}
