using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// A piece of the bytes of an entry whose length only reading tells: text, lists, objects, lists of objects. Nodes form the tree that the
/// type in the metadata is; a new kind of type is a new node.
/// </summary>
internal abstract class Node
{
    /// <summary>The fewest bytes that one value takes: what a number of values is held against before it is believed.</summary>
    public abstract int MinBytes { get; }

    /// <summary>The same of a value that stands alone, with the header that many values may share.</summary>
    public virtual int MinBytesAlone => MinBytes;

    /// <summary>What the values are, where they are objects that may be streamed member by member; else null.</summary>
    public virtual ClassLayout? Layout => null;

    /// <summary>Bytes of one value where no headers stand in it; −1 where they vary.</summary>
    public virtual int RawBytes => -1;

    /// <summary>Reads values that are streamed one after the other: elements of a list, members of an object.</summary>
    /// <param name="buffer">The entry, at the first value; behind the last one afterwards.</param>
    /// <param name="count">The number of values.</param>
    /// <param name="into">Takes the values and the offsets of their levels.</param>
    /// <exception cref="RootException">The bytes are not what the type needs.</exception>
    public abstract void Read(ref RootBuffer buffer, int count, ColumnBuilders into);

    /// <summary>Reads the values that this member has in <paramref name="count"/> objects which are streamed member by member.</summary>
    public virtual void ReadColumn(ref RootBuffer buffer, int count, ColumnBuilders into) => Read(ref buffer, count, into);

    /// <summary>Reads the values that this member has in all elements of a split collection: as many as there are bytes.</summary>
    /// <returns>The number of values.</returns>
    public virtual int ReadRest(ref RootBuffer buffer, ColumnBuilders into)
    {
        int count = 0;
        for (; !buffer.AtEnd; count++)
        {
            int start = buffer.Position;
            ReadColumn(ref buffer, 1, into);
            if (buffer.Position == start) throw new RootException("Values without a byte: nothing tells their number") { Offset = start };
        }
        return count;
    }
}
