using static Hep.Root.IO.Serialization.MemberCode;

namespace Hep.Root.IO.Serialization;

/// <summary>
/// Reads the value of one member by the code of how it is stored (TVirtualStreamerInfo::EReadWrite, TStreamerInfoReadBuffer.cxx).
/// </summary>
internal sealed class MemberReader(ObjectReader objects, CollectionReader collections)
{
    private const string UserInfo = "fUserInfo", WriteBasket = "fWriteBasket", MaxBaskets = "fMaxBaskets";

    /// <summary>Whether a member of that code is a collection of the standard library, or a text of it, with a header of its own.</summary>
    public static bool IsCollection(int code) =>
        Single(code) is CollectionPointer or Collection or CollectionText or Streamed;

    /// <summary>Whether the member is a pointer to as many objects as another member says.</summary>
    public static bool IsLoop(int code) => code is Loop or LoopArray;

    /// <summary>What reads a member; null where nothing can.</summary>
    public MemberStreamer? Find(StreamerElement element)
    {
        int code = element.Type;
        if (code == BasicType.Bits) return (ref buffer, _, _) => ReadBits(ref buffer);
        if (StoredNumber.Of(element) is { } number)
            return objects.LeavesOutHeads && element is { CountName: MaxBaskets, ArrayLength: 0 }
                ? PlacesOf(number)
                : StreamerOf(number, element);
        if (IsCollection(code)) return (ref buffer, member, _) => collections.ReadMember(ref buffer, member);
        if (IsLoop(code)) return ReadLoop;
        if (code == Seeks) return ReadSeeks;
        if (element.Name == UserInfo && code == ObjectPointer) return (ref buffer, _, _) => objects.ReadAsFarAsPossible(ref buffer);
        return Single(code) switch
        {
            BasicType.CharPointer when !BasicType.IsArray(code) => (ref buffer, _, _) => ReadCharacters(ref buffer),
            Text or BaseObject or Named when BasicType.IsArray(code) => ReadFramedArray,
            Text => (ref buffer, _, _) => objects.Texts.Text(buffer.ReadStringBytes()),
            ObjectPointer or AnyPointer or AnyPointerNoTable when BasicType.IsArray(code) =>
                (ref buffer, member, _) => ReadMany(ref buffer, member, pointers: true),
            ObjectPointer or AnyPointer or AnyPointerNoTable => (ref buffer, _, _) => objects.ReadPointer(ref buffer),
            >= ObjectByValue and <= AnyInPlace when BasicType.IsArray(code) =>
                (ref buffer, member, _) => ReadMany(ref buffer, member, pointers: false),
            >= ObjectByValue and <= AnyInPlace => ValueOf(ClassOf(element)),
            _ => null,
        };
    }

    /// <summary>The objects of a counted pointer, which has a header of its own; without reading that header.</summary>
    public object? ReadLoopItems(ref RootBuffer buffer, StreamerElement element, RootObject owner)
    {
        long count = owner.GetNumber(element.CountName) * Math.Max(1, element.ArrayLength);
        return ReadMany(ref buffer, element, count, element.TypeName.EndsWith("**", StringComparison.Ordinal));
    }

    // The code of an element of a fixed array; else the member's own.
    private static int Single(int code) => BasicType.IsArray(code) ? code - BasicType.FixedArray : code;

    private static uint ReadBits(ref RootBuffer buffer)
    {
        uint bits = buffer.ReadUInt32();
        if ((bits & ObjectHeader.IsReferenced) != 0) buffer.Skip(2);
        return bits;
    }

    private static string ReadCharacters(ref RootBuffer buffer)
    {
        int length = buffer.ReadInt32();
        return length <= 0 ? "" : RootBuffer.Text(buffer.Take(length));
    }

    private MemberStreamer ValueOf(string className)
    {
        KnownClass? known = null;
        return (ref buffer, _, _) => objects.ReadValue(ref buffer, known ??= objects.Know(className));
    }

    private static MemberStreamer StreamerOf(StoredNumber number, StreamerElement element)
    {
        if (element.Type < BasicType.FixedArray)
        {
            RepeatedNumber repeated = new(number);
            return (ref buffer, _, _) => repeated.Read(ref buffer);
        }
        if (element.Type < BasicType.CountedPointer) return (ref buffer, member, _) => number.ReadArray(ref buffer, member.ArrayLength);
        return (ref buffer, member, owner) =>
        {
            if (buffer.ReadByte() == 0) return null;
            long count = Math.Max(0, owner.GetNumber(member.CountName)) * Math.Max(1, member.ArrayLength);
            return number.ReadArray(ref buffer, (int)Math.Min(count, int.MaxValue));
        };
    }

    // Of the places of a branch's baskets only those that were written to, and the one behind them: what follows is stale, and may be long.
    private static MemberStreamer PlacesOf(StoredNumber number) => (ref buffer, member, owner) =>
    {
        if (buffer.ReadByte() == 0) return null;
        int count = (int)Math.Clamp(owner.GetNumber(member.CountName), 0, int.MaxValue);
        long used = owner.Has(WriteBasket) ? owner.GetNumber(WriteBasket) + 1 : count;
        RootBuffer places = buffer;
        buffer.Take(count, number.Width);
        return number.ReadArray(ref places, used > 0 && used < count ? (int)used : count);
    };

    // Of objects only arrays of TString, TObject and TNamed have a header.
    private object? ReadFramedArray(ref RootBuffer buffer, StreamerElement element, RootObject owner)
    {
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, element.TypeName);
        RootBuffer inner = buffer.Until(frame.End);
        object? values = ReadMany(ref inner, element, pointers: false);
        buffer.EndFrame(frame, element.TypeName);
        if (!inner.AtEnd)
            throw new RootException($"Member {element.Name} takes {inner.Remaining} bytes less than it has.")
                { Offset = frame.Start };
        buffer.SkipTo(frame.End);
        return values;
    }

    // Places of baskets before TBranch 10: the flag before them tells their width too, whatever their type is said to be (TBranch.cxx).
    private static Array? ReadSeeks(ref RootBuffer buffer, StreamerElement element, RootObject owner)
    {
        int count = (int)Math.Clamp(owner.GetNumber(element.CountName), 0, int.MaxValue);
        return buffer.ReadByte() switch
        {
            0 => null,
            2 => BasicType.Find("long long")!.ReadArray(ref buffer, count),
            _ => BasicType.Find("int")!.ReadArray(ref buffer, count),
        };
    }

    private object? ReadLoop(ref RootBuffer buffer, StreamerElement element, RootObject owner)
    {
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, element.TypeName);
        RootBuffer inner = buffer.Until(frame.End);
        object? items = ReadLoopItems(ref inner, element, owner);
        if (!inner.AtEnd)
            throw new RootException($"Member {element.Name} takes {inner.Remaining} bytes less than it has.") { Offset = frame.Start };
        buffer.SkipTo(frame.End);
        return items;
    }

    private object ReadMany(ref RootBuffer buffer, StreamerElement element, bool pointers) =>
        ReadMany(ref buffer, element, element.ArrayLength, pointers);

    private object ReadMany(ref RootBuffer buffer, StreamerElement element, long count, bool pointers)
    {
        if (count < 0 || count > buffer.Remaining)
            throw new RootException($"Member {element.Name}: {count} objects in {buffer.Remaining} bytes.") { Offset = buffer.Position };
        objects.Spend(count, buffer.Position);
        string className = ClassOf(element);
        object?[] values = new object?[(int)count];
        for (int i = 0; i < values.Length; i++)
            values[i] = pointers ? objects.ReadPointer(ref buffer) : objects.ReadValue(ref buffer, className);
        return className == "TString" ? Array.ConvertAll(values, v => v as string ?? "") : values;
    }

    private static string ClassOf(StreamerElement element)
    {
        string name = element.TypeName.TrimEnd('*', ' ');
        return name.StartsWith("const ", StringComparison.Ordinal) ? name[6..] : name;
    }
}
