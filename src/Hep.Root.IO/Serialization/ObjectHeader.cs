namespace Hep.Root.IO.Serialization;

/// <summary>What almost every object of ROOT begins with: TObject, and TNamed above it.</summary>
internal static class ObjectHeader
{
    private const uint IsReferenced = 0x10;

    /// <summary>TObject: version, unique id, bits, and the id of a process where the object is referenced; no byte count.</summary>
    public static uint Skip(ref RootBuffer buffer)
    {
        Frame frame = buffer.ReadFrame();
        // a count-less frame whose version carries the count's bit: the count's other half
        if (frame.End < 0 && frame.IsMemberWise) buffer.Skip(2);
        buffer.ReadUInt32();
        uint bits = buffer.ReadUInt32();
        if ((bits & IsReferenced) != 0) buffer.Skip(2);
        return bits;
    }

    /// <summary>TNamed: name and title.</summary>
    public static (string Name, string Title) ReadNamed(ref RootBuffer buffer)
    {
        Frame frame = buffer.ReadFrame();
        Skip(ref buffer);
        (string name, string title) = (buffer.ReadString(), buffer.ReadString());
        buffer.EndFrame(frame, "TNamed");
        return (name, title);
    }
}
