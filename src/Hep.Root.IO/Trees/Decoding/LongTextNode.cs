using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary><c>char*</c> members: a length of four bytes, and the characters.</summary>
internal sealed class LongTextNode(int leaf, int characters) : Node
{
    public override int MinBytes => 4;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++) TextNode.Add(buffer.Take(buffer.ReadInt32()), leaf, characters, into);
    }
}
