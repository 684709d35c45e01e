using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>TRef: a TObject without byte count, whose unique id names the object that is meant (TRef::Streamer).</summary>
internal sealed class ReferenceNode(int leaf) : Node
{
    private const uint HasUuid = 0x20;

    public override int MinBytes => 12;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++)
        {
            buffer.Skip(2);                                 // the version of TObject
            uint id = buffer.ReadUInt32();
            uint bits = buffer.ReadUInt32();
            if ((bits & HasUuid) != 0) buffer.ReadStringBytes();
            else buffer.Skip(2);                            // the process that numbered the object
            if (into.Values<uint>(leaf) is { } ids) ids.Add(1)[0] = id;
        }
    }
}
