using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Double32_t without a range: a float32 on disk.</summary>
internal sealed class SingleAsDouble() : WireFormat<double>(4)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<double> values)
    {
        wire = wire[..(values.Length * Width)];         // vectors are loaded without a check of their own
        int at = 0;
        for (; Vector128.IsHardwareAccelerated && at <= values.Length - PackedVectors.Count; at += PackedVectors.Count)
            PackedVectors.Store(PackedVectors.LoadWords(wire, at).AsSingle(), values, at);
        for (; at < values.Length; at++) values[at] = BinaryPrimitives.ReadSingleBigEndian(wire[(4 * at)..]);
    }
}

/// <summary>Double32_t and Float16_t with a range: a 32-bit step between its ends.</summary>
internal sealed class RangedDouble(PackedRange range) : WireFormat<double>(4)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<double> values)
    {
        wire = wire[..(values.Length * Width)];         // vectors are loaded without a check of their own
        int at = 0;
        for (; Vector128.IsHardwareAccelerated && at <= values.Length - PackedVectors.Count; at += PackedVectors.Count)
        {
            (Vector128<double> lower, Vector128<double> upper) = PackedVectors.ValuesOf(range, PackedVectors.LoadWords(wire, at));
            ref double to = ref MemoryMarshal.GetReference(values);
            lower.StoreUnsafe(ref to, (nuint)at);
            upper.StoreUnsafe(ref to, (nuint)at + 2);
        }
        for (; at < values.Length; at++) values[at] = range.ValueOf(BinaryPrimitives.ReadUInt32BigEndian(wire[(4 * at)..]));
    }
}

/// <summary>As <see cref="RangedDouble"/>, in single precision.</summary>
internal sealed class RangedSingle(PackedRange range) : WireFormat<float>(4)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<float> values)
    {
        wire = wire[..(values.Length * Width)];         // vectors are loaded without a check of their own
        int at = 0;
        for (; Vector128.IsHardwareAccelerated && at <= values.Length - PackedVectors.Count; at += PackedVectors.Count)
        {
            (Vector128<double> lower, Vector128<double> upper) = PackedVectors.ValuesOf(range, PackedVectors.LoadWords(wire, at));
            Vector128.Narrow(lower, upper).StoreUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);
        }
        for (; at < values.Length; at++) values[at] = (float)range.ValueOf(BinaryPrimitives.ReadUInt32BigEndian(wire[(4 * at)..]));
    }
}

/// <summary>Float16_t without a range: a byte of exponent, a sign, and a mantissa of some bits.</summary>
internal sealed class TruncatedSingle(int bits) : WireFormat<float>(3)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<float> values)
    {
        wire = wire[..(values.Length * Width)];         // vectors are loaded without a check of their own
        int at = 0;
        for (; PackedVectors.HasTruncated(wire, at); at += PackedVectors.Count)
            PackedVectors.LoadTruncated(wire, at, bits).StoreUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);
        for (; at < values.Length; at++) values[at] = PackedRange.Truncated(wire[(3 * at)..], bits);
    }
}

/// <summary>Double32_t of few bits and no range, stored as <see cref="TruncatedSingle"/>.</summary>
internal sealed class TruncatedDouble(int bits) : WireFormat<double>(3)
{
    public override void Decode(ReadOnlySpan<byte> wire, Span<double> values)
    {
        wire = wire[..(values.Length * Width)];         // vectors are loaded without a check of their own
        int at = 0;
        for (; PackedVectors.HasTruncated(wire, at); at += PackedVectors.Count)
            PackedVectors.Store(PackedVectors.LoadTruncated(wire, at, bits), values, at);
        for (; at < values.Length; at++) values[at] = PackedRange.Truncated(wire[(3 * at)..], bits);
    }
}

/// <summary>Four packed numbers at once; each place is inside its span, as the caller's loop has it.</summary>
internal static class PackedVectors
{
    public const int Count = 4;

    private const int TruncatedBytes = 3;

    /// <summary>Whether four truncated numbers can be loaded: a vector reads four bytes more than they have.</summary>
    public static bool HasTruncated(ReadOnlySpan<byte> wire, int at) =>
        Vector128.IsHardwareAccelerated && at * TruncatedBytes <= wire.Length - Vector128<byte>.Count;

    /// <summary>Big-endian words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> LoadWords(ReadOnlySpan<byte> wire, int at) => Vector128.Shuffle(
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(wire), (nuint)(at * sizeof(uint))),
        Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();

    /// <summary><see cref="PackedRange.Truncated"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadTruncated(ReadOnlySpan<byte> wire, int at, int bits)
    {
        const byte none = 0xFF;
        // a lane: nothing, the exponent, two bytes of sign and mantissa
        Vector128<uint> number = Vector128.Shuffle(
            Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(wire), (nuint)(at * TruncatedBytes)),
            Vector128.Create((byte)2, 1, 0, none, 5, 4, 3, none, 8, 7, 6, none, 11, 10, 9, none)).AsUInt32();
        Vector128<uint> exponent = number >>> 16 << 23;
        Vector128<uint> mantissa = (number & Vector128.Create((1u << (bits + 1)) - 1)) << (23 - bits);
        Vector128<uint> sign = (number >>> (bits + 1)) << 31;
        return ((exponent | mantissa) ^ sign).AsSingle();
    }

    /// <summary><see cref="PackedRange.ValueOf"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<double> Lower, Vector128<double> Upper) ValuesOf(PackedRange range, Vector128<uint> steps)
    {
        (Vector128<ulong> lower, Vector128<ulong> upper) = Vector128.Widen(steps);
        Vector128<double> factor = Vector128.Create(range.Factor), min = Vector128.Create(range.Min);
        return (Vector128.ConvertToDouble(lower) / factor + min, Vector128.ConvertToDouble(upper) / factor + min);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> numbers, Span<double> values, int at)
    {
        (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(numbers);
        ref double to = ref MemoryMarshal.GetReference(values);
        lower.StoreUnsafe(ref to, (nuint)at);
        upper.StoreUnsafe(ref to, (nuint)at + 2);
    }
}
