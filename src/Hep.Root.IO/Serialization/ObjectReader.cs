namespace Hep.Root.IO.Serialization;

/// <summary>
/// Reads any object of a record through the streamer infos, into <see cref="StreamedObject"/>s. Objects of classes that nobody described
/// are skipped by their byte count.
/// </summary>
internal sealed class ObjectReader(StreamerInfos infos, RootReadLimits limits)
{
    private readonly ObjectTags _tags = new();
    private int _depth;
    private long _membersLeft;

    /// <summary>The object that the whole record is.</summary>
    public StreamedObject ReadRecord(string className, ReadOnlySpan<byte> payload, int keyLength)
    {
        RootBuffer buffer = new(payload, keyLength);
        // almost every member takes a byte or more: a record that has more of them than bytes wants to cost time
        _membersLeft = payload.Length + 1024L;
        return ReadClass(ref buffer, className, new ObjectTag(className, 1, -1)) as StreamedObject
            ?? throw new RootException($"No layout of class {className} is known: the file does not describe it.");
    }

    /// <summary>What a pointer points to: null, an object read before, or the one that follows.</summary>
    public object? ReadPointer(ref RootBuffer buffer)
    {
        ObjectTag tag = _tags.Read(ref buffer);
        if (tag.ClassName is null) return _tags.Find(tag.Reference);
        object? value = ReadClass(ref buffer, tag.ClassName, tag);
        if (tag.End >= 0) buffer.SkipTo(tag.End);
        return value;
    }

    private object? ReadClass(ref RootBuffer buffer, string className, ObjectTag tag)
    {
        if (++_depth > limits.MaxDepth)
            throw new RootException($"Objects lie more than {limits.MaxDepth} deep in each other.") { Offset = buffer.Position };
        try
        {
            if (OwnStreamers.Find(className) is { } own)
            {
                object? value = own(this, ref buffer, tag);
                if (value is not null) _tags.Register(tag, value);
                return value;
            }
            Frame frame = infos.Knows(className) ? ReadCountedFrame(ref buffer, className) : buffer.ReadFrame();
            uint checksum = ReadChecksum(ref buffer, frame, className);
            StreamerInfo? info = infos.Find(className, frame.Version, checksum);
            if (info is null) return Skip(ref buffer, frame, tag, className);
            StreamedObject read = new(className, frame.Version);
            _tags.Register(tag, read);
            ReadMembers(ref buffer, info, read, frame);
            buffer.EndFrame(frame, className);
            return read;
        }
        finally
        {
            _depth--;
        }
    }

    // Version 0 with a byte count is a class without ClassDef: its checksum follows. A class may declare version 0 too, and then has none.
    private uint ReadChecksum(ref RootBuffer buffer, Frame frame, string className) =>
        frame.Version == 0 && frame.End >= buffer.Position + 4 && infos.Find(className, 0) is not { Checksum: 0 } ? buffer.ReadUInt32() : 0;

    // Classes that nobody described end where their byte count says. One that is described in other versions only is
    // damaged, or newer than its file.
    private MissingObject Skip(ref RootBuffer buffer, Frame frame, ObjectTag tag, string className)
    {
        if (infos.Knows(className))
            throw new RootException($"Version {frame.Version} of class {className} is not described.") { Offset = frame.Start };
        int end = frame.End >= 0 ? frame.End : tag.End;
        if (end < 0)
            throw new RootException(
                $"No layout of class {className} is known, and no byte count tells its length.") { Offset = frame.Start };
        buffer.SkipTo(end);
        return new MissingObject(className);
    }

    // Every class that ROOT streams through its layout has a byte count: without one the bytes are not what they should be.
    private static Frame ReadCountedFrame(ref RootBuffer buffer, string className)
    {
        Frame frame = buffer.ReadFrame();
        return frame.End >= 0
            ? frame
            : throw new RootException($"An object of class {className} has no byte count.") { Offset = frame.Start };
    }

    private void ReadMembers(ref RootBuffer buffer, StreamerInfo info, StreamedObject into, Frame frame)
    {
        foreach (StreamerElement element in info.Elements)
        {
            if (--_membersLeft < 0)
                throw new RootException($"Class {info.ClassName} has more members than its record has bytes.") { Offset = buffer.Position };
            if (element.IsBase) ReadBase(ref buffer, element, into);
            else if (IsReadable(element.Type)) into[element.Name] = ReadMember(ref buffer, element, into);
            else
            {
                // What follows in this object cannot be found without this member: the object ends where its byte count says.
                if (frame.End < 0)
                    throw new RootException($"Member {element.Name} is of type {element.TypeName} (code {element.Type}), "
                        + "which cannot be read here.") { Offset = buffer.Position };
                buffer.SkipTo(frame.End);
                return;
            }
        }
    }

    private void ReadBase(ref RootBuffer buffer, StreamerElement element, StreamedObject into)
    {
        if (element.Type == -1) return;                     // a base that stores nothing, such as TQObject
        if (element.Name == "TObject")
        {
            into["fBits"] = ObjectHeader.Skip(ref buffer);
            return;
        }
        if (OwnStreamers.Find(element.Name) is { } own)
        {
            into[element.Name] = own(this, ref buffer, new ObjectTag(element.Name, 0, -1));
            return;
        }
        int start = buffer.Position;
        Frame frame = ReadCountedFrame(ref buffer, element.Name);
        uint checksum = ReadChecksum(ref buffer, frame, element.Name);
        StreamerInfo? info = infos.Find(element.Name, frame.Version, checksum);
        if (info is null)
        {
            Skip(ref buffer, frame, new ObjectTag(element.Name, 0, -1), element.Name);
            return;
        }
        if (++_depth > limits.MaxDepth)
            throw new RootException($"Classes inherit from each other more than {limits.MaxDepth} times.") { Offset = start };
        ReadMembers(ref buffer, info, into, frame);
        _depth--;
        buffer.EndFrame(frame, element.Name);
    }

    private static bool IsReadable(int type) =>
        NumberOf(type) is not null || type is >= 61 and <= 70 || type is 300 or 365 or 500;

    private static BasicType? NumberOf(int type) => type switch
    {
        > BasicType.CountedPointer and < BasicType.CountedPointer + BasicType.FixedArray => BasicType.Find(type - BasicType.CountedPointer),
        > BasicType.FixedArray and < BasicType.CountedPointer => BasicType.Find(type - BasicType.FixedArray),
        _ => BasicType.Find(type),
    };

    private object? ReadMember(ref RootBuffer buffer, StreamerElement element, StreamedObject owner)
    {
        if (NumberOf(element.Type) is { } number)
            return element.Type switch
            {
                > BasicType.CountedPointer => buffer.ReadByte() == 0 ? null : number.ReadArray(ref buffer, CountOf(element, owner)),
                > BasicType.FixedArray => number.ReadArray(ref buffer, element.ArrayLength),
                _ => number.Read(ref buffer),
            };
        switch (element.Type)
        {
            case 65:
                return buffer.ReadString();
            case 66:
                return ObjectHeader.Skip(ref buffer);
            case 64 or 69 or 70:
                return ReadPointer(ref buffer);
            case 300 or 365 or 500:
                buffer.SkipTo(ReadCountedFrame(ref buffer, element.TypeName).End);
                return new MissingObject(element.TypeName);
            default:
                string className = element.TypeName.TrimEnd('*');
                return ReadClass(ref buffer, className, new ObjectTag(className, 0, -1));
        }
    }

    private static int CountOf(StreamerElement element, StreamedObject owner) =>
        (int)Math.Clamp(owner.GetNumber(element.CountName), -1, int.MaxValue);
}
