using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// The class of the objects of TClonesArrays, as text, and nothing of the objects: what columns they have is not planned yet.
/// </summary>
/// <param name="name">The column of the class.</param>
internal sealed class ClonesClassNode(Node name) : Node
{
    public override int MinBytes => ClonesHead.MinBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++)
        {
            ClonesHead head = ClonesHead.Read(ref buffer);
            name.Read(ref buffer, 1, into);
            buffer.SkipTo(head.Frame.End);
        }
    }
}
