using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// Objects of a class one behind the other, each with a byte count and its version. Classes that stream themselves by hand may write no
/// header at all: where none stands the members follow at once, and the byte count around them has to agree.
/// </summary>
internal class ObjectNode(ClassLayout layout) : Node
{
    private const uint ByteCountMask = 0x4000_0000;

    /// <summary>Whether an object without members may have no header either.</summary>
    protected virtual bool MayBeNothing => false;

    public override ClassLayout Layout => layout;

    public override int MinBytes => layout.Record.MinBytes;

    public override int RawBytes => layout.Record.RawBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        for (int i = 0; i < count; i++) ReadOne(ref buffer, into);
    }

    // A version, or version 0 and a checksum: what else has a byte count here is the member behind.
    private static bool StandsEmptyHeader(ref RootBuffer buffer) => (buffer.PeekUInt32() & ~ByteCountMask) switch
    {
        sizeof(ushort) => true,
        sizeof(ushort) + sizeof(uint) => buffer.PeekUInt16(sizeof(uint)) == 0,
        _ => false,
    };

    private void ReadOne(ref RootBuffer buffer, ColumnBuilders into)
    {
        if (into.WithoutHeaders || (buffer.PeekUInt32() & ByteCountMask) == 0)
        {
            if (layout.Record.IsEmpty && MayBeNothing) return;
            if (layout.Record.MinBytes == 0) throw new RootException("No byte count stands before the object") { Offset = buffer.Position };
            if (!into.WithoutHeaders && buffer.PeekUInt16() == layout.Version) buffer.Skip(2);   // a version without byte count
            layout.Record.Read(ref buffer, 1, into);
            return;
        }
        if (layout.Record.IsEmpty && MayBeNothing && !StandsEmptyHeader(ref buffer)) return;
        Frame frame = buffer.ReadFrame();
        layout.Check(frame.Version, layout.ReadChecksum(ref buffer, frame.Version), frame.Start);
        if (into.Wants(layout.Leaves)) layout.Record.Read(ref buffer, 1, into);
        else buffer.SkipTo(frame.End);
        Frames.End(ref buffer, frame);
    }
}

/// <summary>A base class: an object of its own, but where the derived objects are streamed member by member.</summary>
internal sealed class BaseNode(ClassLayout layout) : ObjectNode(layout)
{
    /// <inheritdoc/>
    // Of an interface without ClassDef some files hold a header, others nothing.
    protected override bool MayBeNothing => true;

    public override void ReadColumn(ref RootBuffer buffer, int count, ColumnBuilders into) =>
        Layout.Record.ReadColumn(ref buffer, count, into);
}
