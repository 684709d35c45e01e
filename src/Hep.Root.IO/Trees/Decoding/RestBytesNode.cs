using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>The rest of an entry as bytes: what a class streams by hand and nobody described.</summary>
/// <param name="leaf">The column of the bytes.</param>
/// <param name="bytes">The level of offsets that the bytes have.</param>
internal sealed class RestBytesNode(int leaf, int bytes) : Node
{
    public override int MinBytes => 0;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into) =>
        TextNode.Add(buffer.Take(buffer.Remaining), leaf, bytes, into);
}
