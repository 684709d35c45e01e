using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>A kind of stored number that can make the decoders of its columns: the one place where a type becomes code.</summary>
internal abstract class NumberFormat(ElementType type, int width)
{
    public ElementType Type { get; } = type;

    /// <summary>Bytes of one stored number.</summary>
    public int Width { get; } = width;

    public abstract SingleColumnDecoder Fixed(int count, int place, int entryBytes);

    public SingleColumnDecoder Fixed(int count) => Fixed(count, 0, checked(count * Width));

    public abstract SingleColumnDecoder List(int perElement, ListHeader header);

    /// <summary>The numbers as part of something longer, for a column of it.</summary>
    public abstract Node Item(int leaf);

    /// <summary>An empty column of such numbers.</summary>
    public abstract ColumnBuilder NewBuilder();

    /// <summary>Plain numbers of a type.</summary>
    public static NumberFormat Of(ElementType type) => type switch
    {
        ElementType.Bool => new NumberFormat<bool>(type, new BoolByte()),
        ElementType.Int8 => new NumberFormat<sbyte>(type, new BigEndian<sbyte>()),
        ElementType.Int16 => new NumberFormat<short>(type, new BigEndian<short>()),
        ElementType.Int32 => new NumberFormat<int>(type, new BigEndian<int>()),
        ElementType.Int64 => new NumberFormat<long>(type, new BigEndian<long>()),
        ElementType.UInt8 => new NumberFormat<byte>(type, new BigEndian<byte>()),
        ElementType.UInt16 => new NumberFormat<ushort>(type, new BigEndian<ushort>()),
        ElementType.UInt32 => new NumberFormat<uint>(type, new BigEndian<uint>()),
        ElementType.UInt64 => new NumberFormat<ulong>(type, new BigEndian<ulong>()),
        ElementType.Float32 => new NumberFormat<float>(type, new BigEndian<float>()),
        ElementType.Float64 => new NumberFormat<double>(type, new BigEndian<double>()),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a number."),
    };

    /// <summary>
    /// Double32_t: by its range, its bits where they are few, or as a float32 (TStreamerElement and TBufferFile::ReadDouble32).
    /// </summary>
    public static NumberFormat Double32(PackedRange? range) => range switch
    {
        { HasRange: true } ranged => new NumberFormat<double>(ElementType.Float64, new RangedDouble(ranged)),
        { Bits: < 15 } few => new NumberFormat<double>(ElementType.Float64, new TruncatedDouble(few.Bits)),
        _ => new NumberFormat<double>(ElementType.Float64, new SingleAsDouble()),
    };

    /// <summary>Float16_t: by its range, or a mantissa of its bits, 12 by default and at most.</summary>
    public static NumberFormat Float16(PackedRange? range) => range switch
    {
        { HasRange: true } ranged => new NumberFormat<float>(ElementType.Float32, new RangedSingle(ranged)),
        { Bits: < 15 } few => new NumberFormat<float>(ElementType.Float32, new TruncatedSingle(few.Bits)),
        _ => new NumberFormat<float>(ElementType.Float32, new TruncatedSingle(12)),
    };
}

/// <summary>A kind of stored number whose values are of <typeparamref name="T"/>.</summary>
internal sealed class NumberFormat<T>(ElementType type, WireFormat<T> format) : NumberFormat(type, format.Width) where T : unmanaged
{
    public override SingleColumnDecoder Fixed(int count, int place, int entryBytes) =>
        new FixedDecoder<T>(format, count, place, entryBytes);

    public override SingleColumnDecoder List(int perElement, ListHeader header) => new ListDecoder<T>(format, perElement, header);

    public override Node Item(int leaf) => new NumberNode<T>(leaf, format);

    public override ColumnBuilder NewBuilder() => new ColumnBuilder<T>();
}
