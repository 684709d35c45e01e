using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Serialization;

/// <summary>Copies numbers from and to files that have the highest byte first.</summary>
internal static class BigEndian
{
    /// <summary>Numbers as bytes of a file.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="to">As many bytes as they have.</param>
    public static void Copy<T>(ReadOnlySpan<T> values, Span<byte> to) where T : unmanaged =>
        Swap(MemoryMarshal.AsBytes(values), to, Unsafe.SizeOf<T>());

    /// <summary>Bytes of a file as numbers.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="to">As many numbers as they are.</param>
    public static void Copy<T>(ReadOnlySpan<byte> bytes, Span<T> to) where T : unmanaged =>
        Swap(bytes, MemoryMarshal.AsBytes(to), Unsafe.SizeOf<T>());

    private static void Swap(ReadOnlySpan<byte> from, Span<byte> to, int width)
    {
        switch (width)
        {
            case 1: from.CopyTo(to); break;
            case 2: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(from), MemoryMarshal.Cast<byte, ushort>(to)); break;
            case 4: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(from), MemoryMarshal.Cast<byte, uint>(to)); break;
            default: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(from), MemoryMarshal.Cast<byte, ulong>(to)); break;
        }
    }
}
