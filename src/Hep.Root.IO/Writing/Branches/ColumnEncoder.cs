using Hep.Jagged;
using Hep.Root.IO.Writing.Baskets;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>Writes the entries of a column into baskets, in the form of one kind of branch.</summary>
internal abstract class ColumnEncoder
{
    /// <summary>Bytes of the place that a basket keeps of each entry where they differ in length.</summary>
    protected const int StartBytes = sizeof(int);

    /// <summary>Bytes of each entry; 0 where they differ.</summary>
    public virtual int EntrySize => 0;

    /// <summary>What a leaf says of the largest number it holds: of a counter the longest list, of text its length with an end.</summary>
    public virtual long Maximum => 0;

    /// <summary>Bytes that entries take at most, the table's among them.</summary>
    public abstract long BytesAtMost(Column column, int from, int count);

    /// <summary>Writes entries.</summary>
    public abstract void Write(Column column, int from, int count, OpenBasket basket);

    /// <summary>How many entries, of those before <paramref name="to"/>, take no more than <paramref name="room"/>.</summary>
    public int Fit(Column column, int from, int to, long room)
    {
        int fits = 0, tooMany = to - from + 1;
        while (fits + 1 < tooMany)
        {
            int middle = (int)(((long)fits + tooMany) / 2);
            if (BytesAtMost(column, from, middle) <= room) fits = middle;
            else tooMany = middle;
        }
        return fits;
    }
}
