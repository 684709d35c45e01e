namespace Hep.Root.IO.Serialization;

/// <summary>
/// Classes that ROOT streams by hand: what their streamer infos say, where there are any, is not what they write.
/// One row a class; the layouts are those of ROOT's Streamer methods (TObjArray.cxx, TList.cxx, TArray*.cxx,
/// TClonesArray.cxx, TBasket.cxx).
/// </summary>
internal static class OwnStreamers
{
    public delegate object? Streamer(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag);

    private static readonly Dictionary<string, Streamer> Table = new(StringComparer.Ordinal)
    {
        ["TObject"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ObjectHeader.Skip(ref buffer),
        ["TString"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => buffer.ReadString(),
        ["TDatime"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => buffer.ReadUInt32(),
        ["TObjArray"] = ReadObjArray,
        ["TList"] = ReadList,
        ["THashList"] = ReadList,
        ["TSortedList"] = ReadList,
        ["TArrayC"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 1),
        ["TArrayS"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 2),
        ["TArrayI"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 3),
        ["TArrayL"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 16),
        ["TArrayL64"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 16),
        ["TArrayF"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 5),
        ["TArrayD"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 8),
        ["TBasket"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => EmbeddedBasket.Read(ref buffer),
    };

    public static Streamer? Find(string className) => Table.GetValueOrDefault(className);

    // TObjArray, version 3: TObject, name, count, lower bound, pointers.
    private static List<object?> ReadObjArray(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        Frame frame = buffer.ReadFrame();
        if (frame.Version > 2) ObjectHeader.Skip(ref buffer);
        if (frame.Version > 1) buffer.ReadString();
        int count = buffer.ReadInt32();
        buffer.ReadInt32();
        List<object?> items = ReadItems(reader, ref buffer, count, withOptions: false);
        buffer.EndFrame(frame, "TObjArray");
        return items;
    }

    // TList, version 4 and 5: TObject, name, count, pointers each with the option they were added with.
    private static List<object?> ReadList(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        Frame frame = buffer.ReadFrame();
        if (frame.Version > 3)
        {
            ObjectHeader.Skip(ref buffer);
            buffer.ReadString();
            List<object?> items = ReadItems(reader, ref buffer, buffer.ReadInt32(), withOptions: true);
            buffer.EndFrame(frame, "TList");
            return items;
        }
        if (frame.End < 0) throw new RootException($"A list of version {frame.Version} without byte count.") { Offset = frame.Start };
        buffer.SkipTo(frame.End);
        return [];
    }

    private static List<object?> ReadItems(ObjectReader reader, ref RootBuffer buffer, int count, bool withOptions)
    {
        if (count < 0 || count > buffer.Remaining / 4)
            throw new RootException($"{count} objects in {buffer.Remaining} bytes.") { Offset = buffer.Position };
        List<object?> items = new(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(reader.ReadPointer(ref buffer));
            if (withOptions) buffer.ReadStringBytes();
        }
        return items;
    }

    // TArray: a count and the values, no header.
    private static Array ReadArray(ref RootBuffer buffer, int code) => BasicType.Find(code)!.ReadArray(ref buffer, buffer.ReadInt32());
}
