using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>TObject as a base or a member: identity and bits, which no column shows.</summary>
internal sealed class BaseObjectNode : Node
{
    public override int MinBytes => 10;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++) ObjectHeader.Skip(ref buffer);
    }
}
