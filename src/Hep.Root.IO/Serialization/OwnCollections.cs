using System.Runtime.CompilerServices;

namespace Hep.Root.IO.Serialization;

/// <summary>
/// ROOT's own collections of objects, which stream themselves by hand (TCollection.cxx, TObjArray.cxx, TList.cxx, TClonesArray.cxx,
/// TMap.cxx, TRefArray.cxx).
/// </summary>
internal static class OwnCollections
{
    private const uint BypassesStreamer = 0x1000;   // TClonesArray::kBypassStreamer: the objects are stored member by member

    /// <summary>
    /// TObjArray, version 3: TObject, name, count, lower bound, pointers. Where nobody asks for more, such a member is its objects:
    /// a branch holds three such arrays, and most are empty.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static object ReadObjArray(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        if (reader.LeavesOutHeads && tag.Reference == 0) return ReadObjects(reader, ref buffer);
        Frame frame = buffer.ReadFrame();
        RootObject array = ReadHead(reader, ref buffer, frame, tag, "TObjArray");
        int count = buffer.ReadInt32();
        array.Add("fLowerBound", buffer.ReadInt32());
        array.Items = ReadItems(reader, ref buffer, count, withOptions: false);
        ObjectReader.EndFrame(ref buffer, frame, "TObjArray");
        return array;
    }

    private static object?[] ReadObjects(ObjectReader reader, ref RootBuffer buffer)
    {
        Frame frame = buffer.ReadFrame();
        if (frame.Version > 2) ObjectHeader.Skip(ref buffer);
        if (frame.Version > 1) buffer.ReadStringBytes();
        int count = buffer.ReadInt32();
        buffer.Skip(sizeof(int));
        object?[] items = ReadItems(reader, ref buffer, count, withOptions: false);
        ObjectReader.EndFrame(ref buffer, frame, "TObjArray");
        return items;
    }

    /// <summary>TList: TObject, name, count, pointers, since version 4 each with the option it was added with.</summary>
    public static RootObject ReadList(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        Frame frame = buffer.ReadFrame();
        RootObject list = ReadHead(reader, ref buffer, frame, tag, "TList");
        list.Items = ReadItems(reader, ref buffer, buffer.ReadInt32(), withOptions: frame.Version > 3);
        ObjectReader.EndFrame(ref buffer, frame, "TList");
        return list;
    }

    /// <summary>Collections that TCollection streams for them, version 3: TObject, name, count, pointers.</summary>
    public static RootObject ReadCollection(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        Frame frame = buffer.ReadFrame();
        RootObject collection = ReadHead(reader, ref buffer, frame, tag, "TCollection");
        collection.Items = ReadItems(reader, ref buffer, buffer.ReadInt32(), withOptions: false);
        ObjectReader.EndFrame(ref buffer, frame, "TCollection");
        return collection;
    }

    /// <summary>TMap, version 3: TObject, name, count, pointers to key and value in turn.</summary>
    public static RootObject ReadMap(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        Frame frame = buffer.ReadFrame();
        RootObject map = ReadHead(reader, ref buffer, frame, tag, "TMap");
        int count = buffer.ReadInt32();
        Reserve(reader, ref buffer, count, bytesEach: 8);
        object?[] entries = new object?[count];
        for (int i = 0; i < count; i++)
            entries[i] = new KeyValuePair<object?, object?>(reader.ReadPointer(ref buffer), reader.ReadPointer(ref buffer));
        map.Items = entries;
        ObjectReader.EndFrame(ref buffer, frame, "TMap");
        return map;
    }

    /// <summary>TRefArray, version 1: TObject, name, count, lower bound, the id of the process, the ids of the objects.</summary>
    public static RootObject ReadRefArray(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        Frame frame = buffer.ReadFrame();
        RootObject array = reader.Create(NameOf(tag, "TRefArray"), frame.Version);
        ObjectHeader.Read(ref buffer, array);
        array.Add("fName", buffer.ReadString());
        int count = buffer.ReadInt32();
        array.Add("fLowerBound", buffer.ReadInt32());
        buffer.Skip(2);
        Reserve(reader, ref buffer, count, bytesEach: 4);
        array.Items = Array.ConvertAll((uint[])BasicType.Find("unsigned int")!.ReadArray(ref buffer, count), id => (object?)id);
        ObjectReader.EndFrame(ref buffer, frame, "TRefArray");
        return array;
    }

    /// <summary>
    /// TClonesArray, version 4: TObject, name, class and version of the objects, count, lower bound; then the objects, or their members one
    /// after the other.
    /// </summary>
    public static RootObject ReadClonesArray(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        Frame frame = buffer.ReadFrame();
        RootObject array = ReadHead(reader, ref buffer, frame, tag, "TClonesArray");
        string[] cloned = buffer.ReadString().Split(';');
        int count = buffer.ReadInt32();
        if (count < 0) count = count == int.MinValue ? int.MaxValue : -count;   // an old sign for the same
        array.Add("fLowerBound", buffer.ReadInt32());
        array.Add("fClass", cloned[0]);
        Reserve(reader, ref buffer, count, bytesEach: 1);
        RootBuffer inner = frame.End >= 0 ? buffer.Until(frame.End) : buffer;
        if (((uint)array.GetNumber("fBits") & BypassesStreamer) == 0) array.Items = ReadClones(reader, ref inner, cloned[0], count);
        else
        {
            StreamerInfo layout = (cloned.Length > 1 && int.TryParse(cloned[1], out int version) ? reader.Infos.Find(cloned[0], version)
                : reader.Infos.Newest(cloned[0]))
                ?? throw new RootException($"Class {string.Join(';', cloned)} of a TClonesArray is not described.")
                    { Offset = frame.Start };
            array.Items = MemberWise.Read(reader, ref inner, layout, count);
        }
        buffer.SkipTo(inner.Position);
        ObjectReader.EndFrame(ref buffer, frame, "TClonesArray");
        return array;
    }

    private static RootObject ReadHead(ObjectReader reader, ref RootBuffer buffer, Frame frame, ObjectTag tag, string className)
    {
        RootObject read = reader.Create(NameOf(tag, className), frame.Version);
        reader.Register(tag, read);
        if (frame.Version > 2) ObjectHeader.Read(ref buffer, read);
        if (frame.Version > 1) read.Add("fName", buffer.ReadString());
        return read;
    }

    private static string NameOf(ObjectTag tag, string className) => tag.ClassName is { Length: > 0 } own ? own : className;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static object?[] ReadItems(ObjectReader reader, ref RootBuffer buffer, int count, bool withOptions)
    {
        Reserve(reader, ref buffer, count, bytesEach: 4);
        if (count == 0) return [];
        object?[] items = new object?[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = reader.ReadPointer(ref buffer);
            if (withOptions) buffer.ReadStringBytes();
        }
        return items;
    }

    private static object?[] ReadClones(ObjectReader reader, ref RootBuffer buffer, string className, int count)
    {
        object?[] items = new object?[count];
        for (int i = 0; i < count; i++) items[i] = buffer.ReadByte() == 0 ? null : reader.ReadValue(ref buffer, className);
        return items;
    }

    private static void Reserve(ObjectReader reader, ref RootBuffer buffer, int count, int bytesEach)
    {
        if (count < 0 || count > buffer.Remaining / bytesEach)
            throw new RootException($"{count} objects in {buffer.Remaining} bytes.") { Offset = buffer.Position };
        reader.Spend(count, buffer.Position);
    }
}
