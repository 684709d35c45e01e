using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace Hep.Root.IO.Compression.Lzma;

/// <summary>The checks that an .xz stream may carry behind each block (the .xz format, 2.1.1.2); ROOT writes CRC32.</summary>
internal static class XzCheck
{
    // CRC-64 as .xz has it: ECMA-182's polynomial, reflected, which System.IO.Hashing does not offer.
    private const ulong Crc64Polynomial = 0xC96C_5795_D787_0F42;
    private static readonly ulong[] Crc64Table = MakeCrc64Table();

    /// <summary>Bytes of a check by its number; −1 where the number names none that anybody writes.</summary>
    public static int Bytes(int check) => check switch { 0 => 0, 1 => 4, 4 => 8, 10 => 32, _ => -1 };

    /// <summary>Whether <paramref name="stored"/> is the check of <paramref name="plain"/>.</summary>
    public static bool Matches(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> plain) => stored.Length switch
    {
        0 => true,
        4 => Crc32.HashToUInt32(plain) == BinaryPrimitives.ReadUInt32LittleEndian(stored),
        8 => Crc64(plain) == BinaryPrimitives.ReadUInt64LittleEndian(stored),
        _ => Sha256Matches(stored, plain),
    };

    private static bool Sha256Matches(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> plain)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(plain, hash);
        return hash.SequenceEqual(stored);
    }

    private static ulong Crc64(ReadOnlySpan<byte> bytes)
    {
        ulong crc = ulong.MaxValue;
        foreach (byte b in bytes) crc = Crc64Table[(byte)crc ^ b] ^ crc >> 8;
        return ~crc;
    }

    private static ulong[] MakeCrc64Table()
    {
        ulong[] table = new ulong[256];
        for (int i = 0; i < table.Length; i++)
        {
            ulong crc = (ulong)i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ Crc64Polynomial : crc >> 1;
            table[i] = crc;
        }
        return table;
    }
}
