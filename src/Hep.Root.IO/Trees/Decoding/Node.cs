using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// A piece of the bytes of an entry whose length only reading tells: text, lists, lists of lists. Nodes form the tree that the type in the
/// metadata is; a new kind of type is a new node.
/// </summary>
internal abstract class Node
{
    /// <summary>The fewest bytes that one value takes, at least 1: what a number of values is held against before it is believed.</summary>
    public abstract int MinBytes { get; }

    /// <summary>Reads consecutive values.</summary>
    /// <param name="buffer">The entry, at the first value; behind the last one afterwards.</param>
    /// <param name="count">The number of values.</param>
    /// <param name="into">Takes the values and the offsets of their levels.</param>
    /// <exception cref="RootException">The bytes are not what the type needs.</exception>
    public abstract void Read(ref RootBuffer buffer, int count, ColumnBuilder into);
}
