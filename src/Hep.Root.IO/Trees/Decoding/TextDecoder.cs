using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// One string in each entry: a length of one byte, or 255 and four more, and the characters; nothing at all is the empty string.
/// </summary>
/// <param name="headerBytes">What stands before it: 6 bytes of byte count and version for a <c>std::string</c> member, else 0.</param>
internal sealed class TextDecoder(int headerBytes) : SingleColumnDecoder
{
    protected override ColumnFill NewFill(ColumnSchema wanted) => new Fill(this, wanted);

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

    private sealed class Fill(TextDecoder decoder, ColumnSchema schema) : ColumnFill
    {
        private readonly GrowingMemory<int> _offsets = new();
        private readonly GrowingMemory<byte> _characters = new();
        private int _entryCount;

        public override void Begin(int entryCount, long expectedBytes, Column<int>? counts, CollectionOffsets? common)
        {
            _entryCount = entryCount;
            _offsets.Begin(Math.Min(entryCount, expectedBytes) + 1);
            _offsets.Append(0);
            _characters.Begin(expectedBytes);
        }

        public override void Add(BasketSegment segment)
        {
            for (int entry = 0; entry < segment.Count; entry++)
            {
                ReadOnlySpan<byte> text = decoder.Characters(segment, entry);
                text.CopyTo(_characters.Add(text.Length));
                _offsets.Append(_characters.Count);
            }
        }

        public override void End(Span<Column?> columns) =>
            columns[0] = new Column<byte>(schema, _entryCount, _characters.Take(), _offsets.Take());

        public override void Dispose()
        {
            _offsets.Dispose();
            _characters.Dispose();
        }
    }
}
