using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>The lengths of the lists of a collection, from the offsets of one of its columns: its counter.</summary>
internal sealed class CountEncoder<T>(string name) : ColumnEncoder where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private int _longest;

    public override int EntrySize => Unsafe.SizeOf<T>();

    // ROOT sizes what it reads into by this: it is never less than the longest list.
    public override long Maximum => _longest;

    public override long BytesAtMost(Column column, int from, int count) => (long)count * EntrySize;

    public override void Write(Column column, int from, int count, OpenBasket basket)
    {
        ReadOnlySpan<int> offsets = column.Offsets(0).Slice(from, count + 1);
        Span<byte> bytes = basket.Take(count);
        Span<T> counts = MemoryMarshal.Cast<byte, T>(bytes);
        int longest = _longest;
        for (int i = 0; i < counts.Length; i++)
        {
            int length = offsets[i + 1] - offsets[i];
            longest = Math.Max(longest, length);
            counts[i] = T.CreateTruncating(length);
        }
        if (ulong.CreateTruncating(T.MaxValue) < (ulong)longest)
            throw new RootException($"Counter '{name}' of {Unsafe.SizeOf<T>()} bytes cannot count a list of {longest} elements. "
                + "Leave its column out, and lists are counted in int32.");
        _longest = longest;
        BigEndian.Copy<T>(counts, bytes);
    }
}
