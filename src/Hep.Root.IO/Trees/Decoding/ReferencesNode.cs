using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>TRefArray: a name, and the unique ids of the objects that are meant (TRefArray::Streamer).</summary>
internal sealed class ReferencesNode(Node name, Node size, int offsets, Node ids) : Node
{
    public override int MinBytes => 6 + 10 + 1 + 4 + 4 + 2;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++)
        {
            Frame frame = Frames.ReadCounted(ref buffer);
            ObjectHeader.Skip(ref buffer);
            name.Read(ref buffer, 1, into);
            RootBuffer ahead = buffer;
            int elements = ahead.ReadInt32();
            size.Read(ref buffer, 1, into);
            buffer.Skip(4 + 2);                             // the lower bound, and the process that numbered the objects
            if (elements < 0 || elements > buffer.Remaining / 4)
                throw new RootException($"{elements} references in {buffer.Remaining} bytes") { Offset = buffer.Position };
            into.Offsets(offsets)?.Add(elements);
            ids.Read(ref buffer, elements, into);
            Frames.End(ref buffer, frame);
        }
    }
}
