using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>Copies values into baskets and objects, the highest byte first.</summary>
internal static class BigEndian
{
    /// <param name="values">The values.</param>
    /// <param name="to">As many bytes as they have.</param>
    public static void Copy<T>(ReadOnlySpan<T> values, Span<byte> to) where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        switch (Unsafe.SizeOf<T>())
        {
            case 1: bytes.CopyTo(to); break;
            case 2: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, ushort>(values), MemoryMarshal.Cast<byte, ushort>(to)); break;
            case 4: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, uint>(values), MemoryMarshal.Cast<byte, uint>(to)); break;
            default: BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<T, ulong>(values), MemoryMarshal.Cast<byte, ulong>(to)); break;
        }
    }
}
