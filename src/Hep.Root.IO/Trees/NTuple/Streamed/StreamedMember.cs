using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A column that is a member of objects which ROOT streamed.</summary>
/// <param name="Decoder">Decodes the objects; columns of one field have it in common, and no other.</param>
/// <param name="Place">The column's place among the decoder's.</param>
internal sealed record StreamedMember(NodeDecoder Decoder, int Place)
{
    /// <summary>What the column is in one object.</summary>
    public LeafSlot Leaf => Decoder.Leaves[Place];
}
