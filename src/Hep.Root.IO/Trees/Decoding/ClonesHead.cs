using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>What a TClonesArray writes before its objects (TClonesArray::Streamer).</summary>
/// <param name="Frame">Its byte count.</param>
/// <param name="IsMemberWise">Whether the objects are streamed member by member, without headers (kBypassStreamer).</param>
internal readonly record struct ClonesHead(Frame Frame, bool IsMemberWise)
{
    private const uint BypassStreamer = 0x1000;
    private const int FirstVersionWithName = 2, FirstVersionWithObject = 3;

    /// <summary>The fewest bytes of it.</summary>
    public const int MinBytes = 6;

    /// <summary>Reads up to the class of the objects, which follows with its version: <c>class;version</c>.</summary>
    public static ClonesHead Read(ref RootBuffer buffer)
    {
        Frame frame = Frames.ReadCounted(ref buffer);
        uint bits = frame.Version >= FirstVersionWithObject ? ObjectHeader.Skip(ref buffer) : 0;
        if (frame.Version >= FirstVersionWithName) buffer.ReadStringBytes();
        return new ClonesHead(frame, (bits & BypassStreamer) != 0);
    }
}
