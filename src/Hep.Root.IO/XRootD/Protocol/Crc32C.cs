using System.Numerics;
using System.Runtime.InteropServices;

namespace Hep.Root.IO.XRootD;

/// <summary>CRC-32C, of Castagnoli's polynomial: processors have an instruction for it.</summary>
internal static class Crc32C
{
    /// <summary>What a checksum begins with; its end is inverted.</summary>
    public const uint Start = uint.MaxValue;

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(Start, bytes);

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte last in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, last);
        return crc;
    }
}
