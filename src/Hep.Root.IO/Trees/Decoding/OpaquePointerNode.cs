using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Pointers to objects that no columns can be made of: their bytes; none where the pointer is null.</summary>
/// <param name="leaf">The column of the bytes.</param>
/// <param name="bytes">The level of offsets that the bytes have.</param>
internal sealed class OpaquePointerNode(int leaf, int bytes) : Node
{
    private const uint ByteCountMask = 0x4000_0000, NewClass = 0xFFFF_FFFF;

    public override int MinBytes => 4;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++)
        {
            RootBuffer ahead = buffer;
            uint first = ahead.ReadUInt32();
            int length = sizeof(uint);
            if ((first & ByteCountMask) != 0 && first != NewClass) length += (int)(first & ~ByteCountMask & int.MaxValue);
            else if (first > int.MaxValue)
                throw new RootException("An object without byte count behind a pointer") { Offset = buffer.Position };
            TextNode.Add(first == 0 ? buffer.Take(length)[..0] : buffer.Take(length), leaf, bytes, into);
        }
    }
}
