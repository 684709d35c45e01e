using System.Buffers.Binary;

namespace Hep.Root.IO.Serialization;

/// <summary>Double32_t and Float16_t: numbers stored with fewer bits than they have in memory.</summary>
/// <param name="Range">Their range, or their bits where it has none; null: the type's own form.</param>
/// <param name="TruncatedBits">Bits of the mantissa of a truncated float; 0 where a step of the range, or a float32, is stored.</param>
/// <param name="IsSingle">Whether the values are float32: Float16_t.</param>
internal sealed record PackedNumber(PackedRange? Range, int TruncatedBits, bool IsSingle) : StoredNumber(TruncatedBits > 0 ? 3 : 4)
{
    private const int FewBits = 15;      // from here on Double32_t is stored as a float32 (TStreamerElement, TBufferFile::ReadDouble32)
    private const int Float16Bits = 12;

    public static PackedNumber Double32(PackedRange? range) =>
        new(range, range is { HasRange: false, Bits: < FewBits } few ? few.Bits : 0, IsSingle: false);

    public static PackedNumber Float16(PackedRange? range) => range switch
    {
        { HasRange: true } => new(range, 0, IsSingle: true),
        { Bits: < FewBits } few => new(range, few.Bits, IsSingle: true),
        _ => new(range, Float16Bits, IsSingle: true),
    };

    public override object Read(ref RootBuffer buffer) => IsSingle ? (float)Decode(buffer.Take(Width)) : Decode(buffer.Take(Width));

    public override Array ReadArray(ref RootBuffer buffer, int count)
    {
        ReadOnlySpan<byte> wire = buffer.Take(count, Width);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = Decode(wire[(i * Width)..]);
        return IsSingle ? Array.ConvertAll(values, v => (float)v) : values;
    }

    private double Decode(ReadOnlySpan<byte> wire) =>
        TruncatedBits > 0 ? PackedRange.Truncated(wire, TruncatedBits)
        : Range is { HasRange: true } range ? range.ValueOf(BinaryPrimitives.ReadUInt32BigEndian(wire))
        : BinaryPrimitives.ReadSingleBigEndian(wire);
}
