using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Elements that a column stores as another type than the field has: <c>double</c> in a column of 32 bits.</summary>
/// <param name="stored">Decodes them as they are stored.</param>
/// <param name="convert">Makes one of the other, element by element.</param>
internal sealed class ConvertedPages<TStored, T>(PageDecoder<TStored> stored, Conversion<TStored, T> convert) : PageDecoder<T>
    where TStored : unmanaged
    where T : unmanaged
{
    public override void Decode(ReadOnlySpan<byte> page, Span<T> values)
    {
        using SpanOwner<TStored> elements = SpanOwner<TStored>.Allocate(values.Length);
        stored.Decode(page, elements.Span);
        convert(elements.Span, values);
    }
}

/// <summary>Makes elements of one type those of another.</summary>
internal delegate void Conversion<TStored, T>(ReadOnlySpan<TStored> stored, Span<T> values);
