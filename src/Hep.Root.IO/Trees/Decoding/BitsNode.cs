using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>TObject::fBits: four bytes, and two more (the number of a process) where the object is referenced.</summary>
internal sealed class BitsNode(int leaf) : Node
{
    private const uint IsReferenced = 0x10;

    public override int MinBytes => 4;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++)
        {
            uint value = buffer.ReadUInt32();
            if ((value & IsReferenced) != 0) buffer.Skip(2);
            if (into.Values<uint>(leaf) is { } bits) bits.Add(1)[0] = value;
        }
    }
}
