namespace Hep.Root.IO.Serialization;

/// <summary>
/// Reads the value of one member by the code of how it is stored (TVirtualStreamerInfo::EReadWrite, TStreamerInfoReadBuffer.cxx).
/// </summary>
internal sealed class MemberReader(ObjectReader objects, CollectionReader collections)
{
    private const int Characters = 7, ObjectArray = BasicType.FixedArray;
    private const int Seeks = 1056;   // none of ROOT's codes: of the built-in layouts, for what TBranch streams by hand
    private const int Collection = 300, Text = 365, Streamed = 500, Loop = 501;

    /// <summary>Whether values of that code can be read, or stepped over.</summary>
    public static bool IsReadable(int code) =>
        code is > 0 and < 20 or > 20 and < 40 or > 40 and < 60 && BasicType.IsNumber(code % 20)
        || code is Characters or >= 61 and <= 71 or >= 81 and <= 91 || IsCollection(code) || code is Loop or Loop + ObjectArray or Seeks;

    /// <summary>Whether a member of that code is a collection of the standard library, or a text of it, with a header of its own.</summary>
    public static bool IsCollection(int code) =>
        code is 71 or 91 or Collection or Collection + ObjectArray or Text or Text + ObjectArray or Streamed or Streamed + ObjectArray;

    /// <summary>Whether the member is a pointer to as many objects as another member says.</summary>
    public static bool IsLoop(int code) => code is Loop or Loop + ObjectArray;

    /// <summary>The value of a member, read behind those that stand before it: the owner knows the lengths.</summary>
    public object? Read(ref RootBuffer buffer, StreamerElement element, RootObject owner)
    {
        int code = element.Type;
        if (code == BasicType.Bits) return ReadBits(ref buffer);
        if (StoredNumber.Of(element) is { } number) return ReadNumbers(ref buffer, number, element, owner);
        if (IsCollection(code)) return collections.ReadMember(ref buffer, element);
        if (IsLoop(code)) return ReadLoop(ref buffer, element, owner);
        switch (code)
        {
            case Characters:
                int length = buffer.ReadInt32();
                return length <= 0 ? "" : RootBuffer.Text(buffer.Take(length));
            case 65:
                return buffer.ReadString();
            case Seeks:
                return ReadSeeks(ref buffer, (int)Math.Clamp(owner.GetNumber(element.CountName), 0, int.MaxValue));
            case 64 or 69 or 70:
                return objects.ReadPointer(ref buffer);
            case 84 or 89 or 90:
                return ReadMany(ref buffer, element, pointers: true);
            case 85 or 86 or 87:                            // fixed arrays of TString, TObject and TNamed have a header
                Frame frame = ObjectReader.ReadCountedFrame(ref buffer, element.TypeName);
                RootBuffer inner = buffer.Until(frame.End);
                object? values = ReadMany(ref inner, element, pointers: false);
                buffer.EndFrame(frame, element.TypeName);
                if (!inner.AtEnd)
                    throw new RootException($"Member {element.Name} takes {inner.Remaining} bytes less than it has.")
                        { Offset = frame.Start };
                buffer.SkipTo(frame.End);
                return values;
            case >= 81:
                return ReadMany(ref buffer, element, pointers: false);
            default:
                return objects.ReadValue(ref buffer, ClassOf(element));
        }
    }

    /// <summary>The objects of a counted pointer, which has a header of its own; without reading that header.</summary>
    public object? ReadLoopItems(ref RootBuffer buffer, StreamerElement element, RootObject owner)
    {
        long count = owner.GetNumber(element.CountName) * Math.Max(1, element.ArrayLength);
        return ReadMany(ref buffer, element, count, element.TypeName.EndsWith("**", StringComparison.Ordinal));
    }

    private static uint ReadBits(ref RootBuffer buffer)
    {
        uint bits = buffer.ReadUInt32();
        if ((bits & ObjectHeader.IsReferenced) != 0) buffer.Skip(2);
        return bits;
    }

    private static object? ReadNumbers(ref RootBuffer buffer, StoredNumber number, StreamerElement element, RootObject owner)
    {
        if (element.Type < BasicType.FixedArray) return number.Read(ref buffer);
        if (element.Type < BasicType.CountedPointer) return number.ReadArray(ref buffer, element.ArrayLength);
        if (buffer.ReadByte() == 0) return null;
        long count = Math.Max(0, owner.GetNumber(element.CountName)) * Math.Max(1, element.ArrayLength);
        return number.ReadArray(ref buffer, (int)Math.Min(count, int.MaxValue));
    }

    // Places of baskets before TBranch 10: the flag before them tells their width too, whatever their type is said to be (TBranch.cxx).
    private static Array? ReadSeeks(ref RootBuffer buffer, int count) => buffer.ReadByte() switch
    {
        0 => null,
        2 => BasicType.Find(16)!.ReadArray(ref buffer, count),
        _ => BasicType.Find(3)!.ReadArray(ref buffer, count),
    };

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
