using System.Runtime.InteropServices;

namespace Hep.Root.IO.Serialization;

/// <summary>
/// Reads collections of the standard library: a header where they are members, then a count and the elements, one after the other or member
/// by member (ROOT-FORMAT §6; TStreamerInfoReadBuffer.cxx, TGenCollectionStreamer.cxx).
/// </summary>
internal sealed class CollectionReader(ObjectReader objects)
{
    private const int EnumerationBytes = 4;

    private readonly Dictionary<string, StreamerInfo> _pairs = new(StringComparer.Ordinal);

    /// <summary>Whether a class is one of them, or a text or a pair, which no layout describes.</summary>
    public bool Reads(CppType type) =>
        type.IsCollection || (type.IsPair && !objects.Infos.Knows(type.Spelling));

    /// <summary>A collection that stands alone: a record of its own, or behind a pointer.</summary>
    public object? ReadObject(ref RootBuffer buffer, CppType type) =>
        type.IsText ? buffer.ReadString()
        : type.IsPair ? ReadPair(ref buffer, type)
        : buffer.HasByteCount ? ReadFramed(ref buffer, type, type.Spelling, arrayLength: 0)
        // a count where the header would be: no collection is as long as the bit of a byte count
        : ReadElement(ref buffer, type);

    /// <summary>A member that is a collection, or a fixed array of them; kept as bytes where its type is not known.</summary>
    public object? ReadMember(ref RootBuffer buffer, StreamerElement element)
    {
        if (objects.KeepsUndecoded)
            return ReadFramed(ref buffer, Declared(element), element.TypeName, element.ArrayLength);
        buffer.SkipTo(ObjectReader.ReadCountedFrame(ref buffer, element.TypeName).End);   // no metadata of trees stand in collections
        return new RootBytes(element.TypeName);
    }

    /// <summary>The values of one member for all objects of a collection: one header, then value after value.</summary>
    public void ReadColumn(ref RootBuffer buffer, StreamerElement element, RootObject[] rows)
    {
        CppType type = Known(Declared(element), element.TypeName, buffer.Position);
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, element.TypeName);
        RootBuffer inner = buffer.Until(frame.End);
        StreamerInfo? layout = frame.IsMemberWise ? ReadLayout(ref inner, frame, type) : null;
        foreach (RootObject row in rows) row.Add(element.Name, ReadContents(ref inner, type, layout, element.ArrayLength));
        if (!inner.AtEnd)
            throw new RootException($"Member {element.Name} takes {inner.Remaining} bytes less than it has.") { Offset = frame.Start };
        buffer.SkipTo(frame.End);
    }

    private object? ReadFramed(ref RootBuffer buffer, CppType? type, string typeName, int arrayLength)
    {
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, typeName);
        RootBuffer inner = buffer.Until(frame.End);
        buffer.SkipTo(frame.End);
        try
        {
            CppType known = Known(type, typeName, frame.Start);
            StreamerInfo? layout = frame.IsMemberWise ? ReadLayout(ref inner, frame, known) : null;
            object? value = ReadContents(ref inner, known, layout, arrayLength);
            return inner.AtEnd ? value
                : throw new RootException($"The elements take {inner.Remaining} bytes less than the collection has.")
                    { Offset = frame.Start };
        }
        catch (RootException failure) when (objects.MayKeep())
        {
            return objects.Undecoded(typeName, frame.Start, frame.End, failure.Message);
        }
    }

    private static CppType? Declared(StreamerElement element) => CppType.Parse(element.TypeName.TrimEnd('*', ' '));

    // A member with a header that is neither text nor collection is streamed by a function that its class brought along.
    private static CppType Known(CppType? type, string typeName, int position) =>
        type is { IsCollection: true } ? type
        : throw new RootException($"Type {typeName} is no collection that is known.") { Offset = position };

    private object? ReadContents(ref RootBuffer buffer, CppType type, StreamerInfo? layout, int arrayLength)
    {
        if (arrayLength == 0) return ReadContent(ref buffer, type, layout);
        if (arrayLength < 0 || arrayLength > buffer.Remaining)
            throw new RootException($"{arrayLength} collections in {buffer.Remaining} bytes.") { Offset = buffer.Position };
        objects.Spend(arrayLength, buffer.Position);
        object?[] values = new object?[arrayLength];
        for (int i = 0; i < values.Length; i++) values[i] = ReadContent(ref buffer, type, layout);
        return type.IsText ? Array.ConvertAll(values, v => (string)v!) : values;
    }

    private object? ReadContent(ref RootBuffer buffer, CppType type, StreamerInfo? layout) =>
        layout is null ? ReadElement(ref buffer, type) : MemberWise.Read(objects, ref buffer, layout, asPairs: type.Entry!.IsPair);

    // Before the members of a member-wise collection: the version of its class, and the checksum of one without (TStreamerInfo, version 8
    // and later).
    private StreamerInfo ReadLayout(ref RootBuffer buffer, Frame frame, CppType type)
    {
        CppType element = type.Entry ?? throw new RootException($"A {type.Spelling} has no members.") { Offset = frame.Start };
        int version = 0;
        uint checksum = 0;
        if (frame.Version >= 8)
        {
            version = buffer.ReadUInt16();
            checksum = objects.ReadChecksum(ref buffer, frame with { RawVersion = (ushort)version }, element.Spelling);
        }
        StreamerInfo? layout = element.IsPair ? LayoutOf(element)
            : frame.Version >= 8 ? objects.Infos.Find(element.Spelling, version, checksum) ?? objects.Infos.FindByChecksum(checksum)
            : objects.Infos.Newest(element.Spelling);
        // of no objects no layout is needed
        if (layout is null && buffer.Remaining == sizeof(int) && buffer.PeekUInt32() == 0)
            return new StreamerInfo(element.Spelling, version, checksum, []);
        return layout
            ?? throw new RootException($"Version {version} of class {element.Spelling} is not described.") { Offset = frame.Start };
    }

    private object? ReadElement(ref RootBuffer buffer, CppType type) =>
        type.Number is { } number ? number.Read(ref buffer)
        : type.IsText ? buffer.ReadString()
        : type.Element is { } element ? ReadList(ref buffer, element)
        : type.IsMap ? ReadMap(ref buffer, type)
        : type.BitCount is not null ? BasicType.Find("bool")!.ReadArray(ref buffer, buffer.ReadInt32())
        : type.IsPair ? ReadPair(ref buffer, type)
        : type.Target is not null ? objects.ReadPointer(ref buffer)
        : objects.ReadValue(ref buffer, type.Spelling);

    private object ReadList(ref RootBuffer buffer, CppType element)
    {
        int count = buffer.ReadInt32();
        if (element.Number is { } number) return number.ReadArray(ref buffer, count);
        Reserve(ref buffer, count);
        if (element.IsText)
        {
            string[] texts = new string[count];
            for (int i = 0; i < count; i++) texts[i] = buffer.ReadString();
            return texts;
        }
        // No class has objects of four bytes: a header takes six. So a type of unknown name that fills its frame with four each is an
        // enumeration.
        if (element.IsClass && !objects.Infos.Knows(element.Spelling) && OwnStreamers.Find(element.Spelling) is null
            && buffer.Remaining == (long)count * EnumerationBytes)
            return BasicType.Find("int")!.ReadArray(ref buffer, count);
        object?[] values = new object?[count];
        for (int i = 0; i < count; i++) values[i] = ReadElement(ref buffer, element);
        return values;
    }

    private object?[] ReadMap(ref RootBuffer buffer, CppType type)
    {
        int count = buffer.ReadInt32();
        Reserve(ref buffer, count);
        object?[] entries = new object?[count];
        for (int i = 0; i < count; i++)
            entries[i] = new KeyValuePair<object?,
                object?>(ReadElement(ref buffer, type.Arguments[0]), ReadElement(ref buffer, type.Arguments[1]));
        return entries;
    }

    private KeyValuePair<object?, object?> ReadPair(ref RootBuffer buffer, CppType type)
    {
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, type.Spelling);
        objects.ReadChecksum(ref buffer, frame, type.Spelling);
        RootObject pair = objects.Create(type.Spelling, frame.Version);
        RootBuffer inner = buffer.Until(frame.End);
        objects.ReadMembers(ref inner, LayoutOf(type), pair, frame);
        if (!inner.AtEnd)
            throw new RootException($"The parts of {type.Spelling} take {inner.Remaining} bytes less than it has.")
                { Offset = frame.Start };
        buffer.SkipTo(frame.End);
        return PairLayout.ToPair(pair);
    }

    private StreamerInfo LayoutOf(CppType pair)
    {
        ref StreamerInfo? layout = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, pair.Spelling, out _);
        return layout ??= PairLayout.Of(pair);
    }

    // Every element takes a byte or more: claims beyond that are lies.
    private void Reserve(ref RootBuffer buffer, int count)
    {
        if (count < 0 || count > buffer.Remaining)
            throw new RootException($"{count} elements in {buffer.Remaining} bytes.") { Offset = buffer.Position };
        objects.Spend(count, buffer.Position);
    }
}
