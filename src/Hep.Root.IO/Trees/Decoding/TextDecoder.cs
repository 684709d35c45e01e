using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// One string in each entry: a length of one byte, or 255 and four more, and the characters; nothing at all is the empty string.
/// </summary>
/// <param name="headerBytes">What stands before it: 6 bytes of byte count and version for a <c>std::string</c> member, else 0.</param>
internal sealed class TextDecoder(int headerBytes) : SingleColumnDecoder
{
    public override Column Decode(ColumnSchema schema, ReadOnlySpan<BasketSegment> segments, int entryCount)
    {
        int bound = 0;
        foreach (BasketSegment segment in segments) bound = checked(bound + segment.Basket.Entries(segment.First, segment.Count).Length);
        using SharedMemory<byte> characters = SharedMemory<byte>.Rent(bound);
        SharedMemory<int> offsets = SharedMemory<int>.Rent(entryCount + 1);
        int next = 0, total = 0;
        offsets.Span[next++] = 0;
        try
        {
            foreach (BasketSegment segment in segments)
                for (int entry = 0; entry < segment.Count; entry++)
                {
                    ReadOnlySpan<byte> text = Characters(segment, entry);
                    text.CopyTo(characters.Span[total..]);
                    total += text.Length;
                    offsets.Span[next++] = total;
                }
            return new Column<byte>(schema, entryCount, characters.Share(0, total), offsets);
        }
        catch
        {
            offsets.Dispose();
            throw;
        }
    }

    private ReadOnlySpan<byte> Characters(BasketSegment segment, int entry)
    {
        ReadOnlySpan<byte> bytes = segment.Basket.Entries(segment.First + entry, 1);
        if (bytes.IsEmpty && headerBytes == 0) return bytes;
        RootBuffer buffer = new(bytes);
        buffer.Skip(headerBytes);
        ReadOnlySpan<byte> text = buffer.ReadStringBytes();
        if (!buffer.AtEnd) throw segment.Fail(entry, $"A string of {text.Length} characters in an entry of {bytes.Length} bytes");
        return text;
    }
}
