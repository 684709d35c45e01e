using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Headers with a byte count, which what they count has to close exactly: a value that ends elsewhere is not the value.</summary>
internal static class Frames
{
    /// <summary>Bytes of a header: a byte count and a version.</summary>
    public const int HeaderBytes = 6;

    /// <summary>A byte count and a version.</summary>
    public static Frame ReadCounted(ref RootBuffer buffer)
    {
        Frame frame = buffer.ReadFrame();
        return frame.End >= 0 ? frame : throw new RootException("No byte count stands before the value") { Offset = frame.Start };
    }

    /// <summary>
    /// Whether the rest of what a byte count counts is as long as so many values without headers: with headers they would need more.
    /// Classes that stream themselves by hand write so (KM3NeT's hits), and the first bytes of their members may look like a header.
    /// </summary>
    public static bool HoldsRaw(in RootBuffer buffer, Frame frame, Node element, long count) =>
        element.Layout is not null && count > 0 && element.RawBytes > 0 && frame.End - buffer.Position == count * element.RawBytes;

    /// <summary>Ends what a byte count counts.</summary>
    public static void End(ref RootBuffer buffer, Frame frame)
    {
        if (buffer.Position != frame.End)
            throw new RootException($"The byte count says that the value ends at {frame.End}, its content ends at {buffer.Position}")
            { Offset = frame.Start };
    }

    /// <summary>Ends what a byte count counts where the value has to be all of the entry.</summary>
    public static void CheckIsRest(in RootBuffer buffer, Frame frame)
    {
        if (frame.End != buffer.Length)
            throw new RootException($"The byte count says that the values end at {frame.End}, the entry ends at {buffer.Length}")
            { Offset = frame.Start };
    }
}
