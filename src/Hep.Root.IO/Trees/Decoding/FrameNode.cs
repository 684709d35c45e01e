using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>A byte count and a version, and behind them what they count: the outermost collection of an entry, text that is a member.</summary>
internal sealed class FrameNode(Node content) : Node
{
    public override int MinBytes => 6;

    public override void Read(ref RootBuffer buffer, int count, ColumnBuilder into)
    {
        for (int i = 0; i < count; i++)
        {
            Frame frame = buffer.ReadFrame();
            if (frame.End < 0) throw new RootException("No byte count stands before the collection") { Offset = frame.Start };
            if (frame.IsMemberWise) throw new RootException("A collection of values is streamed member by member") { Offset = frame.Start };
            content.Read(ref buffer, 1, into);
            if (buffer.Position != frame.End) throw new RootException($"The byte count says that the collection ends at {frame.End}, its elements end at {buffer.Position}") { Offset = frame.Start };
        }
    }
}
