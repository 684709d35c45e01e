using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>
/// Lists as objects, vector&lt;T&gt; and vector&lt;vector&lt;T&gt;&gt;: a byte count and a version, and for each list its length and its
/// elements (TStreamerInfo of a collection, object by object). Lists in lists have no header of their own.
/// </summary>
/// <param name="depth">Levels of lists.</param>
/// <param name="isText">Whether the innermost elements are texts.</param>
internal sealed class VectorEncoder<T>(int depth, bool isText) : ColumnEncoder where T : unmanaged
{
    // The version is that of TStreamerInfo, as releases of ROOT before 6.36 wrote it.
    private const int HeaderBytes = 6, LengthBytes = 4, Version = 9;

    private const uint ByteCount = 0x4000_0000;

    public override long BytesAtMost(Column column, int from, int count) =>
        (long)count * (HeaderBytes + StartBytes) + ListBytes(column, from, from + count);

    public override void Write(Column column, int from, int count, OpenBasket basket)
    {
        Span<int> starts = basket.TakeStarts(count);
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = basket.Here;
            Span<byte> header = basket.TakeBytes(HeaderBytes);
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], Version);
            WriteList(column, 0, from + i, basket);
            // the basket may have moved while it grew
            int bytes = basket.Here - starts[i] - 4;
            BinaryPrimitives.WriteUInt32BigEndian(basket.Written(starts[i], 4), ByteCount | (uint)bytes);
        }
    }

    // Levels of a range of lists follow each other: each has a length, and its elements are a range of the next level.
    private long ListBytes(Column column, int from, int to)
    {
        long lists = 0;
        for (int level = 0; level < depth; level++)
        {
            lists += to - from;
            ReadOnlySpan<int> offsets = column.Offsets(level);
            (from, to) = (offsets[from], offsets[to]);
        }
        if (!isText) return lists * LengthBytes + (long)(to - from) * Unsafe.SizeOf<T>();
        ReadOnlySpan<int> texts = column.Offsets(depth);
        return lists * LengthBytes + texts[to] - texts[from] + (long)(to - from) * TextEncoder.LongPrefix;
    }

    private void WriteList(Column column, int level, int list, OpenBasket basket)
    {
        ReadOnlySpan<int> offsets = column.Offsets(level);
        (int first, int end) = (offsets[list], offsets[list + 1]);
        BinaryPrimitives.WriteInt32BigEndian(basket.TakeBytes(LengthBytes), end - first);
        if (level + 1 < depth)
            for (int i = first; i < end; i++) WriteList(column, level + 1, i, basket);
        else if (isText) WriteTexts(column, first, end, basket);
        else BigEndian.Copy(((Column<T>)column).Values[first..end], basket.TakeBytes((long)(end - first) * Unsafe.SizeOf<T>()));
    }

    private void WriteTexts(Column column, int first, int end, OpenBasket basket)
    {
        ReadOnlySpan<byte> characters = ((Column<byte>)column).Values;
        ReadOnlySpan<int> offsets = column.Offsets(depth);
        for (int i = first; i < end; i++)
        {
            ReadOnlySpan<byte> text = characters[offsets[i]..offsets[i + 1]];
            TextEncoder.Write(text, basket.TakeBytes(TextEncoder.BytesOf(text.Length)));
        }
    }
}
