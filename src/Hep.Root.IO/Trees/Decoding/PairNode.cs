using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// Keys and values of a map: one behind the other and without header element by element; each a column where they are not.
/// </summary>
/// <param name="elements">Key and value as they are element by element.</param>
/// <param name="layout">Key and value as columns.</param>
internal sealed class PairNode(RecordNode elements, ClassLayout layout) : Node
{
    public override int MinBytes => elements.MinBytes;

    public override ClassLayout Layout => layout;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into) => elements.Read(ref buffer, count, into);
}
