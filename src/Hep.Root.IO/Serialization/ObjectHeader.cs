namespace Hep.Root.IO.Serialization;

/// <summary>What almost every object of ROOT begins with: TObject, and TNamed above it.</summary>
internal static class ObjectHeader
{
    /// <summary>Bit of an object that something refers to: the id of a process follows its bits.</summary>
    public const uint IsReferenced = 0x10;

    /// <summary>The member that holds the bits.</summary>
    public const string BitsName = "fBits";

    /// <summary>TObject: version, unique id, bits, and the id of a process where the object is referenced; no byte count.</summary>
    public static uint Skip(ref RootBuffer buffer) => Read(ref buffer).Bits;

    /// <summary>TObject as members of an object.</summary>
    public static void Read(ref RootBuffer buffer, RootObject into)
    {
        (uint id, uint bits) = Read(ref buffer);
        into.Add("fUniqueID", id);
        into.Add(BitsName, bits);
    }

    /// <summary>TNamed: name and title.</summary>
    public static (string Name, string Title) ReadNamed(ref RootBuffer buffer)
    {
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, "TNamed");
        Skip(ref buffer);
        (string name, string title) = (buffer.ReadString(), buffer.ReadString());
        buffer.EndFrame(frame, "TNamed");
        return (name, title);
    }

    private static (uint Id, uint Bits) Read(ref RootBuffer buffer)
    {
        Frame frame = buffer.ReadFrame();
        // a count-less frame whose version carries the count's bit: the count's other half
        if (frame.End < 0 && frame.IsMemberWise) buffer.Skip(2);
        uint id = buffer.ReadUInt32(), bits = buffer.ReadUInt32();
        if ((bits & IsReferenced) != 0) buffer.Skip(2);
        return (id, bits);
    }
}
