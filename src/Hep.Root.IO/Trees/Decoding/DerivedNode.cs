using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// An object of a class that derives from the one that columns were made of: what lies before that base is passed over, and so is the rest.
/// </summary>
/// <param name="basesBefore">The bases that stand before it: true for those with a byte count, false for TObject, which has none.</param>
/// <param name="inner">The base: the declared class, or one that derives from it.</param>
internal sealed class DerivedNode(bool[] basesBefore, Node inner) : Node
{
    public override int MinBytes => 6;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++)
        {
            Frame frame = Frames.ReadCounted(ref buffer);
            if (frame.Version == 0) buffer.Skip(4);         // the checksum of a class without a version
            foreach (bool isCounted in basesBefore)
                if (isCounted) buffer.SkipTo(Frames.ReadCounted(ref buffer).End);
                else ObjectHeader.Skip(ref buffer);
            inner.Read(ref buffer, 1, into);
            buffer.SkipTo(frame.End);
        }
    }
}
