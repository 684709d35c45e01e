using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Single precision without the lowest bits of the mantissa: the upper bits of each number, packed.</summary>
/// <param name="bits">How many are stored.</param>
internal sealed class TruncatedPages(int bits) : PageDecoder<float>
{
    public override void Decode(ReadOnlySpan<byte> page, Span<float> values)
    {
        Span<uint> words = MemoryMarshal.Cast<float, uint>(values);
        BitPacking.Unpack(page, bits, words);
        TensorPrimitives.ShiftLeft(words, 32 - bits, words);
    }
}

/// <summary>
/// Integers that divide a range into equal steps, both limits among them: min + q (max − min) / (2ᵇⁱᵗˢ − 1), as ROOT's
/// Quantize::UnquantizeReals computes it, in double precision.
/// </summary>
/// <param name="bits">Bits of an integer.</param>
/// <param name="range">The limits.</param>
internal sealed class QuantisedPages<T>(int bits, (double Min, double Max) range) : PageDecoder<T> where T : unmanaged, INumber<T>
{
    private readonly double _step = (range.Max - range.Min) / (uint.MaxValue >> (32 - bits));

    public override void Decode(ReadOnlySpan<byte> page, Span<T> values)
    {
        using SpanOwner<uint> steps = SpanOwner<uint>.Allocate(values.Length);
        ReadOnlySpan<uint> read = steps.Span;
        BitPacking.Unpack(page, bits, steps.Span);
        for (int i = 0; i < values.Length; i++) values[i] = T.CreateTruncating(read[i] * _step + range.Min);
    }
}
