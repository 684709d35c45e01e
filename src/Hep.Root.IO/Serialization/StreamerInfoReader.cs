namespace Hep.Root.IO.Serialization;

/// <summary>Reads lists of streamer infos: a TList whose layout, and its elements' layouts, have to be known beforehand.</summary>
internal static class StreamerInfoReader
{
    /// <summary>The record of a file.</summary>
    /// <param name="payload">Its plain bytes.</param>
    /// <param name="keyLength">Bytes of the key before them.</param>
    public static List<StreamerInfo> Read(ReadOnlySpan<byte> payload, int keyLength)
    {
        RootBuffer buffer = new(payload, keyLength);
        return ReadList(ref buffer, new ObjectTags());
    }

    /// <summary>The list as an object that names its class, as an RNTuple has it (RNTupleSerializer::SerializeStreamerInfos).</summary>
    public static List<StreamerInfo> ReadNamed(ReadOnlySpan<byte> bytes)
    {
        RootBuffer buffer = new(bytes);
        ObjectTags tags = new();
        ObjectTag tag = tags.Read(ref buffer);
        return tag.ClassName == "TList" ? ReadList(ref buffer, tags)
            : throw new RootException($"A TList of streamer infos expected, its class is '{tag.ClassName}'.") { Offset = 0 };
    }

    private static List<StreamerInfo> ReadList(ref RootBuffer buffer, ObjectTags tags)
    {
        Frame list = ReadHeader(ref buffer);
        ObjectHeader.Skip(ref buffer);
        buffer.ReadString();
        int count = buffer.ReadInt32();
        if (count < 0 || count > buffer.Remaining / 4)
            throw new RootException($"A list of {count} streamer infos in {buffer.Remaining} bytes.") { Offset = buffer.Position };
        List<StreamerInfo> infos = new(count);
        for (int i = 0; i < count; i++)
        {
            ObjectTag tag = tags.Read(ref buffer);
            if (tag.ClassName == "TStreamerInfo") infos.Add(ReadInfo(ref buffer, tags));
            if (tag.End >= 0) buffer.SkipTo(tag.End);   // a list of I/O rules among the infos is not needed for reading
            else if (tag.ClassName is not null && tag.ClassName != "TStreamerInfo")
                throw new RootException($"A {tag.ClassName} without byte count among the streamer infos.") { Offset = buffer.Position };
            buffer.ReadStringBytes();                   // the list's option of this element
        }
        return infos;
    }

    // TStreamerInfo: TNamed, checksum, version, and the array of elements as an object of its own.
    private static StreamerInfo ReadInfo(ref RootBuffer buffer, ObjectTags tags)
    {
        Frame frame = ReadHeader(ref buffer);
        (string name, _) = ObjectHeader.ReadNamed(ref buffer);
        uint checksum = buffer.ReadUInt32();
        int version = buffer.ReadInt32();
        List<StreamerElement> elements = [];
        ObjectTag tag = tags.Read(ref buffer);
        if (tag.ClassName == "TObjArray")
        {
            Frame array = ReadHeader(ref buffer);
            ObjectHeader.Skip(ref buffer);
            buffer.ReadString();
            int count = buffer.ReadInt32();
            buffer.ReadInt32();
            if (count < 0 || count > buffer.Remaining / 4)
                throw new RootException($"Class {name}: {count} members in {buffer.Remaining} bytes.") { Offset = buffer.Position };
            for (int i = 0; i < count; i++)
                if (ReadElement(ref buffer, tags) is { } element) elements.Add(element);
            buffer.EndFrame(array, $"Members of {name}");
        }
        buffer.EndFrame(frame, $"Streamer info of {name}");
        return new StreamerInfo(name, version, checksum, elements);
    }

    private static StreamerElement? ReadElement(ref RootBuffer buffer, ObjectTags tags)
    {
        ObjectTag tag = tags.Read(ref buffer);
        if (tag.ClassName is null) return null;
        Frame outer = ReadHeader(ref buffer);
        // A TStreamerSTLstring wraps a TStreamerSTL: one header more.
        Frame wrapped = tag.ClassName == "TStreamerSTLstring" ? ReadHeader(ref buffer) : outer;
        StreamerElement element = ReadCommon(ref buffer);
        element = tag.ClassName switch
        {
            "TStreamerBase" when wrapped.Version > 2 => element with { IsBase = true, BaseVersion = buffer.ReadInt32() },
            "TStreamerBase" => element with { IsBase = true },
            "TStreamerBasicPointer" or "TStreamerLoop" => ReadCounted(ref buffer, element),
            "TStreamerSTL" => ReadContained(ref buffer, element),
            _ => element,
        };
        if (tag.End >= 0) buffer.SkipTo(tag.End);
        else buffer.EndFrame(outer, $"Member {element.Name}");
        return element;
    }

    private static StreamerElement ReadCounted(ref RootBuffer buffer, StreamerElement element)
    {
        buffer.ReadInt32();                             // the version of the class that holds the count
        return element with { CountName = buffer.ReadString() };
    }

    private static StreamerElement ReadContained(ref RootBuffer buffer, StreamerElement element)
    {
        buffer.ReadInt32();                             // which collection it is, as the type name says
        return element with { ContainedCode = buffer.ReadInt32() };
    }

    private static StreamerElement ReadCommon(ref RootBuffer buffer)
    {
        Frame frame = ReadHeader(ref buffer);
        (string name, string title) = ObjectHeader.ReadNamed(ref buffer);
        int type = buffer.ReadInt32();
        buffer.ReadInt32();                             // fSize: the writer's sizeof, not the width on disk
        int arrayLength = buffer.ReadInt32();
        int dimensionCount = buffer.ReadInt32();
        int stored = frame.Version == 1 ? buffer.ReadInt32() : 5;
        ReadOnlySpan<byte> extents = buffer.Take(stored, 4);
        int[] dimensions = new int[Math.Clamp(dimensionCount, 0, Math.Min(stored, 5))];
        for (int i = 0; i < dimensions.Length; i++)
            dimensions[i] = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(extents[(4 * i)..]);
        // of a base class: where others have a dimension
        uint baseChecksum = extents.Length >= 4 ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(extents) : 0;
        string typeName = buffer.ReadString();
        buffer.EndFrame(frame, $"Member {name}");
        StreamerElement element = new()
        {
            Name = name,
            Title = title,
            Type = type,
            TypeName = typeName,
            ArrayLength = arrayLength,
            ArrayDimensions = [.. dimensions],
        };
        return typeName == "BASE" ? element with { BaseChecksum = baseChecksum } : element;
    }

    // Whatever stands in this record has a byte count: without one the bytes are not what they should be, and neither would layouts be.
    private static Frame ReadHeader(ref RootBuffer buffer) => ObjectReader.ReadCountedFrame(ref buffer, "a streamer info");
}
