using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hep.Root.IO.Compression;

/// <summary>
/// XXH64 with seed 0, the checksum of LZ4 and Zstandard frames (xxHash, doc/xxhash_spec.md). The bytes times the second prime depend on
/// nothing before: where vectors multiply 64 bits they do that for four lanes at once, and processors are left with half the products.
/// </summary>
internal static class Xxh64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F, Prime3 = 0x165667B19E3779F9,
        Prime4 = 0x85EBCA77C2B2AE63, Prime5 = 0x27D4EB2F165667C5;
    private const int StripeBytes = 32;

    /// <summary>The hash of the bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        int stripes = bytes.Length & ~(StripeBytes - 1);
        ulong hash = (stripes > 0 ? OfStripes(bytes[..stripes]) : Prime5) + (ulong)bytes.Length;
        return Avalanche(Add(hash, bytes[stripes..]));
    }

    private static ulong OfStripes(ReadOnlySpan<byte> bytes)
    {
        ulong a = unchecked(Prime1 + Prime2), b = Prime2, c = 0, d = unchecked(0 - Prime1);
        if (Avx512DQ.VL.IsSupported)
        {
            Vector256<ulong> prime = Vector256.Create(Prime2);
            foreach (Vector256<ulong> stripe in MemoryMarshal.Cast<byte, Vector256<ulong>>(bytes))
            {
                Vector256<ulong> products = stripe * prime;
                a = Turn(a + products[0]);
                b = Turn(b + products[1]);
                c = Turn(c + products[2]);
                d = Turn(d + products[3]);
            }
        }
        else
        {
            for (; !bytes.IsEmpty; bytes = bytes[StripeBytes..])
            {
                a = Round(a, Word(bytes));
                b = Round(b, Word(bytes[8..]));
                c = Round(c, Word(bytes[16..]));
                d = Round(d, Word(bytes[24..]));
            }
        }
        ulong hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
            + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        return Merge(Merge(Merge(Merge(hash, a), b), c), d);
    }

    private static ulong Add(ulong hash, ReadOnlySpan<byte> rest)
    {
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
            hash = BitOperations.RotateLeft(hash ^ Round(0, Word(rest)), 27) * Prime1 + Prime4;
        if (rest.Length >= sizeof(uint))
        {
            hash = BitOperations.RotateLeft(hash ^ BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1, 23) * Prime2 + Prime3;
            rest = rest[sizeof(uint)..];
        }
        foreach (byte each in rest) hash = BitOperations.RotateLeft(hash ^ each * Prime5, 11) * Prime1;
        return hash;
    }

    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ hash >> 33) * Prime2;
        hash = (hash ^ hash >> 29) * Prime3;
        return hash ^ hash >> 32;
    }

    private static ulong Merge(ulong hash, ulong lane) => (hash ^ Round(0, lane)) * Prime1 + Prime4;

    private static ulong Round(ulong lane, ulong word) => Turn(lane + word * Prime2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Turn(ulong lane) => BitOperations.RotateLeft(lane, 31) * Prime1;

    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
