using System.Runtime.InteropServices;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Decodes the plain bytes of pages of one column.</summary>
/// <typeparam name="T">What elements become.</typeparam>
internal abstract class PageDecoder<T> where T : unmanaged
{
    /// <summary>Decodes a page.</summary>
    /// <param name="page">Exactly the bytes that its elements have.</param>
    /// <param name="values">Takes all elements.</param>
    public abstract void Decode(ReadOnlySpan<byte> page, Span<T> values);
}

/// <summary>Elements as memory has them: everything that .NET runs on here is little-endian.</summary>
internal sealed class PlainPages<T> : PageDecoder<T> where T : unmanaged
{
    public override void Decode(ReadOnlySpan<byte> page, Span<T> values) => page.CopyTo(MemoryMarshal.AsBytes(values));
}

/// <summary>Elements plane by plane.</summary>
internal sealed class SplitPages<T> : PageDecoder<T> where T : unmanaged
{
    public override void Decode(ReadOnlySpan<byte> page, Span<T> values) => ByteSplit.Join(page, values);
}

/// <summary>Signed integers plane by plane, with the sign in the lowest bit.</summary>
internal sealed class SplitZigZagPages<T> : PageDecoder<T> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public override void Decode(ReadOnlySpan<byte> page, Span<T> values)
    {
        ByteSplit.Join(page, values);
        ZigZag.Undo(values);
    }
}

/// <summary>Integers plane by plane, as differences.</summary>
internal sealed class SplitDeltaPages<T> : PageDecoder<T> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public override void Decode(ReadOnlySpan<byte> page, Span<T> values)
    {
        ByteSplit.Join(page, values);
        RunningSum.Undo(values);
    }
}

/// <summary>Truth values, a bit each.</summary>
internal sealed class BitPages : PageDecoder<bool>
{
    public override void Decode(ReadOnlySpan<byte> page, Span<bool> values) => BitPacking.Unpack(page, values);
}
