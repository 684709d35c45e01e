using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// Collections behind one header, which says how they are streamed: element by element, or member by member. A collection that is a member
/// has a header of its own; for a member of many objects that are streamed member by member one header stands before all their collections.
/// </summary>
/// <param name="list">The collection.</param>
internal sealed class CollectionNode(ListNode list) : Node
{
    private const int FirstVersionWithClass = 8;            // before, the version of the elements' class was not written (TStreamerInfo 8)

    private readonly ClassLayout? _element = list.Element.Layout;

    public override int MinBytes => list.MinBytes;

    public override int MinBytesAlone => Frames.HeaderBytes + list.MinBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        Frame frame = ReadHeader(ref buffer);
        bool outside = into.WithoutHeaders;
        into.WithoutHeaders |= count == 1 && IsWithoutHeaders(buffer, frame);
        for (int i = 0; i < count; i++) ReadOne(ref buffer, frame, into);
        into.WithoutHeaders = outside;
        Frames.End(ref buffer, frame);
    }

    public override int ReadRest(ref RootBuffer buffer, ColumnBuilders into)
    {
        if (buffer.AtEnd) return 0;
        Frame frame = ReadHeader(ref buffer);
        Frames.CheckIsRest(buffer, frame);
        int count = 0;
        for (; !buffer.AtEnd; count++) ReadOne(ref buffer, frame, into);
        return count;
    }

    private bool IsWithoutHeaders(RootBuffer buffer, Frame frame) =>
        _element is not null && !frame.IsMemberWise && Frames.HoldsRaw(buffer, frame, list.Element, buffer.ReadInt32());

    private Frame ReadHeader(ref RootBuffer buffer)
    {
        Frame frame = Frames.ReadCounted(ref buffer);
        if (!frame.IsMemberWise) return frame;
        if (_element is null) throw new RootException("A collection of plain values is streamed member by member") { Offset = frame.Start };
        if (frame.Version >= FirstVersionWithClass) _element.ReadVersion(ref buffer);
        return frame;
    }

    private void ReadOne(ref RootBuffer buffer, Frame frame, ColumnBuilders into)
    {
        if (!frame.IsMemberWise) list.Read(ref buffer, 1, into);
        else if (list.ReadCount(ref buffer, into, _element!.Record.MinBytes) is > 0 and int elements)
            _element!.Record.ReadColumn(ref buffer, elements, into);
    }
}
