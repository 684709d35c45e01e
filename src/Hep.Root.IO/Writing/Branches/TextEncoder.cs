using System.Buffers.Binary;
using Hep.Jagged;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>One text an entry (TLeafC): a length of one byte, or 255 and four, and the characters.</summary>
internal sealed class TextEncoder : ColumnEncoder
{
    /// <summary>Bytes before the characters of a long text, which are more than those before a short one.</summary>
    public const int LongPrefix = 5;

    private const int ShortLength = 255;

    private int _longest;

    public override long Maximum => _longest + 1L;          // ROOT counts the 0 behind it

    public override long BytesAtMost(Column column, int from, int count)
    {
        ReadOnlySpan<int> offsets = column.Offsets(0);
        return offsets[from + count] - offsets[from] + (long)count * (LongPrefix + StartBytes);
    }

    public override void Write(Column column, int from, int count, OpenBasket basket)
    {
        ReadOnlySpan<byte> characters = ((Column<byte>)column).Values;
        ReadOnlySpan<int> offsets = column.Offsets(0).Slice(from, count + 1);
        Span<int> starts = basket.TakeStarts(count);
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = basket.Here;
            ReadOnlySpan<byte> text = characters[offsets[i]..offsets[i + 1]];
            _longest = Math.Max(_longest, text.Length);
            Write(text, basket.TakeBytes(BytesOf(text.Length)));
        }
    }

    /// <summary>Bytes of a text of so many characters.</summary>
    public static long BytesOf(int length) => length < ShortLength ? 1L + length : (long)LongPrefix + length;

    /// <summary>Writes length and characters.</summary>
    public static void Write(ReadOnlySpan<byte> text, Span<byte> to)
    {
        if (text.Length < ShortLength) to[0] = (byte)text.Length;
        else
        {
            to[0] = ShortLength;
            BinaryPrimitives.WriteInt32BigEndian(to[1..], text.Length);
        }
        text.CopyTo(to[^text.Length..]);
    }
}
