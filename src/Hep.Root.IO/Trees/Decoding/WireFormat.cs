using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>How stored numbers become values: one block after the other, never one number at a time.</summary>
internal abstract class WireFormat<T>(int width) where T : unmanaged
{
    /// <summary>Bytes of one stored number.</summary>
    public int Width { get; } = width;

    /// <summary>Decodes <c>wire.Length / Width</c> numbers.</summary>
    public abstract void Decode(ReadOnlySpan<byte> wire, Span<T> values);
}

/// <summary>Numbers of the value's own width, most significant byte first.</summary>
internal sealed class BigEndian<T>() : WireFormat<T>(System.Runtime.CompilerServices.Unsafe.SizeOf<T>()) where T : unmanaged
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<T> values)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        switch (Width)
        {
            case 1: wire.CopyTo(bytes); break;
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(wire), MemoryMarshal.Cast<byte, ushort>(bytes));
                break;
            case 4: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(wire), MemoryMarshal.Cast<byte, uint>(bytes)); break;
            default:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(wire), MemoryMarshal.Cast<byte, ulong>(bytes));
                break;
        }
    }
}

/// <summary>Truth values: a byte that is not 0 is true (files hold others than 1, from members nobody set).</summary>
internal sealed class BoolByte() : WireFormat<bool>(1)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<bool> values) =>
        TensorPrimitives.Min(wire, (byte)1, MemoryMarshal.Cast<bool, byte>(values));
}

/// <summary>Double32_t without a range: a float32 on disk.</summary>
internal sealed class SingleAsDouble() : WireFormat<double>(4)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleBigEndian(wire[(4 * i)..]);
    }
}

/// <summary>Double32_t and Float16_t with a range: a 32-bit step between its ends.</summary>
internal sealed class RangedDouble(PackedRange range) : WireFormat<double>(4)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = range.ValueOf(BinaryPrimitives.ReadUInt32BigEndian(wire[(4 * i)..]));
    }
}

/// <summary>As <see cref="RangedDouble"/>, in single precision.</summary>
internal sealed class RangedSingle(PackedRange range) : WireFormat<float>(4)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = (float)range.ValueOf(BinaryPrimitives.ReadUInt32BigEndian(wire[(4 * i)..]));
    }
}

/// <summary>Float16_t without a range: a byte of exponent, a sign, and a mantissa of some bits.</summary>
internal sealed class TruncatedSingle(int bits) : WireFormat<float>(3)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = PackedRange.Truncated(wire[(3 * i)..], bits);
    }
}

/// <summary>Double32_t of few bits and no range, stored as <see cref="TruncatedSingle"/>.</summary>
internal sealed class TruncatedDouble(int bits) : WireFormat<double>(3)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = PackedRange.Truncated(wire[(3 * i)..], bits);
    }
}
