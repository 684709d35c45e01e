using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>How stored numbers become values: one block after the other, never one number at a time.</summary>
internal abstract class WireFormat<T>(int width) where T : unmanaged
{
    /// <summary>Bytes of one stored number.</summary>
    public int Width { get; } = width;

    /// <summary>Decodes <c>wire.Length / Width</c> numbers.</summary>
    public abstract void Decode(ReadOnlySpan<byte> wire, Span<T> values);

    /// <summary>Decodes the numbers of consecutive entries that have something else before them.</summary>
    /// <param name="data">The basket's.</param>
    /// <param name="starts">Where the entries begin, and the last one ends; all have <paramref name="headerBytes"/> at least.</param>
    /// <param name="headerBytes">What is passed over in each.</param>
    /// <param name="values">Takes all numbers.</param>
    public virtual void DecodeEach(ReadOnlySpan<byte> data, ReadOnlySpan<int> starts, int headerBytes, Span<T> values)
    {
        for (int entry = 0; entry < starts.Length - 1; entry++)
        {
            ReadOnlySpan<byte> wire = data[(starts[entry] + headerBytes)..starts[entry + 1]];
            int count = wire.Length / Width;
            Decode(wire, values[..count]);
            values = values[count..];
        }
    }
}

/// <summary>Numbers of the value's own width, most significant byte first.</summary>
internal sealed class BigEndian<T>() : WireFormat<T>(Unsafe.SizeOf<T>()) where T : unmanaged
{
    private const int Short = 16;

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

    // Most lists are short: a call for each would cost more than its numbers.
    public override void DecodeEach(ReadOnlySpan<byte> data, ReadOnlySpan<int> starts, int headerBytes, Span<T> values)
    {
        for (int entry = 0; entry < starts.Length - 1; entry++)
        {
            ReadOnlySpan<byte> wire = data[(starts[entry] + headerBytes)..starts[entry + 1]];
            Span<T> list = values[..(wire.Length / Width)];
            if (list.Length >= Short) Decode(wire, list);
            else for (int i = 0; i < list.Length; i++) list[i] = Swapped(wire[(i * Width)..]);
            values = values[list.Length..];
        }
    }

    private static T Swapped(ReadOnlySpan<byte> wire)
    {
        if (Unsafe.SizeOf<T>() == sizeof(byte)) return Unsafe.BitCast<byte, T>(wire[0]);
        if (Unsafe.SizeOf<T>() == sizeof(ushort)) return Unsafe.BitCast<ushort, T>(BinaryPrimitives.ReadUInt16BigEndian(wire));
        if (Unsafe.SizeOf<T>() == sizeof(uint)) return Unsafe.BitCast<uint, T>(BinaryPrimitives.ReadUInt32BigEndian(wire));
        return Unsafe.BitCast<ulong, T>(BinaryPrimitives.ReadUInt64BigEndian(wire));
    }
}

/// <summary>Truth values: a byte that is not 0 is true (files hold others than 1, from members nobody set).</summary>
internal sealed class BoolByte() : WireFormat<bool>(1)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<bool> values) =>
        TensorPrimitives.Min(wire, (byte)1, MemoryMarshal.Cast<bool, byte>(values));
}
