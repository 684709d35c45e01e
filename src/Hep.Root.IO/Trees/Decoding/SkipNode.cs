using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Bytes that no column shows, the same number for every value.</summary>
internal sealed class SkipNode(int width) : Node
{
    public override int MinBytes => width;

    public override int RawBytes => width;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into) => buffer.Take(count, width);
}
