namespace Hep.Root.IO.Serialization;

/// <summary>Reads lists of streamer infos: a TList whose layout, and its elements' layouts, have to be known beforehand.</summary>
internal static class StreamerInfoReader
{
    private delegate T InfoReader<T>(ref RootBuffer buffer, ObjectTags tags);

    /// <summary>The layouts of the record of a file.</summary>
    /// <param name="payload">Its plain bytes.</param>
    /// <param name="keyLength">Bytes of the key before them.</param>
    public static List<StreamerInfo> Read(ReadOnlySpan<byte> payload, int keyLength) => Read(payload, keyLength, ReadInfo);

    /// <summary>The same as they are stored.</summary>
    public static List<StoredInfo> ReadStored(ReadOnlySpan<byte> payload, int keyLength) => Read(payload, keyLength, ReadStoredInfo);

    /// <summary>The list as an object that names its class, as an RNTuple has it (RNTupleSerializer::SerializeStreamerInfos).</summary>
    public static List<StreamerInfo> ReadNamed(ReadOnlySpan<byte> bytes)
    {
        RootBuffer buffer = new(bytes);
        ObjectTags tags = new();
        ObjectTag tag = tags.Read(ref buffer);
        return tag.ClassName == "TList" ? ReadList(ref buffer, tags, ReadInfo)
            : throw new RootException($"A TList of streamer infos expected, its class is '{tag.ClassName}'.") { Offset = 0 };
    }

    private static List<T> Read<T>(ReadOnlySpan<byte> payload, int keyLength, InfoReader<T> read)
    {
        RootBuffer buffer = new(payload, keyLength);
        return ReadList(ref buffer, new ObjectTags(), read);
    }

    private static List<T> ReadList<T>(ref RootBuffer buffer, ObjectTags tags, InfoReader<T> read)
    {
        Frame list = ReadHeader(ref buffer);
        ObjectHeader.Skip(ref buffer);
        buffer.ReadString();
        int count = buffer.ReadInt32();
        if (count < 0 || count > buffer.Remaining / 4)
            throw new RootException($"A list of {count} streamer infos in {buffer.Remaining} bytes.") { Offset = buffer.Position };
        List<T> infos = new(count);
        for (int i = 0; i < count; i++)
        {
            ObjectTag tag = tags.Read(ref buffer);
            if (tag.ClassName == "TStreamerInfo") infos.Add(read(ref buffer, tags));
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

    // Members hold no pointers: each may be copied as it is, once its class is told anew.
    private static StoredInfo ReadStoredInfo(ref RootBuffer buffer, ObjectTags tags)
    {
        Frame frame = ReadHeader(ref buffer);
        int start = buffer.Position;
        RootBuffer head = buffer;
        (string name, _) = ObjectHeader.ReadNamed(ref buffer);
        uint checksum = buffer.ReadUInt32();
        int version = buffer.ReadInt32();
        byte[] headBytes = head.Take(buffer.Position - start).ToArray();
        ObjectTag tag = tags.Read(ref buffer);
        if (tag.ClassName != "TObjArray") throw new RootException($"Class {name} has no list of members.") { Offset = start };
        Frame array = ReadHeader(ref buffer);
        start = buffer.Position;
        RootBuffer listHead = buffer;
        ObjectHeader.Skip(ref buffer);
        buffer.ReadStringBytes();
        int count = buffer.ReadInt32();
        buffer.Skip(sizeof(int));
        if (count < 0 || count > buffer.Remaining / 4)
            throw new RootException($"Class {name}: {count} members in {buffer.Remaining} bytes.") { Offset = start };
        byte[] listBytes = listHead.Take(buffer.Position - start).ToArray();
        (string, byte[])[] elements = new (string, byte[])[count];
        for (int i = 0; i < count; i++)
        {
            ObjectTag element = tags.Read(ref buffer);
            if (element.ClassName is null || element.End < 0)
                throw new RootException($"Member {i} of class {name} is none.") { Offset = buffer.Position };
            elements[i] = (element.ClassName, buffer.Take(element.End - buffer.Position).ToArray());
        }
        buffer.EndFrame(array, $"Members of {name}");
        buffer.EndFrame(frame, $"Streamer info of {name}");
        return new StoredInfo
        {
            Identity = new LayoutIdentity(name, version, checksum),
            InfoVersion = frame.Version,
            Head = headBytes,
            ListVersion = array.Version,
            ListHead = listBytes,
            Elements = elements,
        };
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
