using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>
/// A byte count and a version, and behind them what they count: text that is a member, one header for a whole column of it.
/// </summary>
internal sealed class FrameNode(Node content) : Node
{
    public override int MinBytes => content.MinBytes;   // one header may stand before the values of many objects

    public override int MinBytesAlone => Frames.HeaderBytes + MinBytes;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilders into)
    {
        Frame frame = ReadHeader(ref buffer);
        content.Read(ref buffer, count, into);
        Frames.End(ref buffer, frame);
    }

    public override int ReadRest(ref RootBuffer buffer, ColumnBuilders into)
    {
        if (buffer.AtEnd) return 0;
        Frame frame = ReadHeader(ref buffer);
        Frames.CheckIsRest(buffer, frame);
        return content.ReadRest(ref buffer, into);
    }

    private static Frame ReadHeader(ref RootBuffer buffer)
    {
        Frame frame = Frames.ReadCounted(ref buffer);
        return frame.IsMemberWise ? throw new RootException("Plain values are streamed member by member") { Offset = frame.Start } : frame;
    }
}
