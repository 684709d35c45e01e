using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Values that nobody described, but whose byte count tells where they end: their bytes, header and all.</summary>
/// <param name="leaf">The column of the bytes.</param>
/// <param name="bytes">The level of offsets that the bytes have.</param>
internal sealed class OpaqueNode(int leaf, int bytes) : Node
{
    public override int MinBytes => 0;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++)
        {
            RootBuffer ahead = buffer;
            Frame frame = Frames.ReadCounted(ref ahead);
            TextNode.Add(buffer.Take(frame.End - frame.Start), leaf, bytes, into);
        }
    }

    public override void ReadColumn(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        if (count != 1 && into.Values<byte>(leaf) is not null)
            throw new RootException(
                "Values that nobody described, streamed member by member: where each ends is not known") { Offset = buffer.Position };
        Read(ref buffer, 1, into);
    }
}
