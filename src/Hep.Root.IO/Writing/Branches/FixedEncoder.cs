using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>Entries of one value, or of a fixed shape: the values.</summary>
/// <param name="valueCount">Values of an entry.</param>
internal sealed class FixedEncoder<T>(int valueCount) : ColumnEncoder where T : unmanaged
{
    public override int EntrySize { get; } = checked(valueCount * Unsafe.SizeOf<T>());

    public override long BytesAtMost(Column column, int from, int count) => (long)count * EntrySize;

    public override void Write(Column column, int from, int count, OpenBasket basket) =>
        BigEndian.Copy(((Column<T>)column).Values.Slice(from * valueCount, count * valueCount), basket.Take(count));
}
