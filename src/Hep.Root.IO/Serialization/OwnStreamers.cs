namespace Hep.Root.IO.Serialization;

/// <summary>
/// Classes that ROOT streams by hand: what their streamer infos say, where there are any, is not what they write.
/// One row a class; the layouts are those of ROOT's Streamer methods (TRef.cxx, TArray*.cxx, TMatrixTSym.cxx, TBasket.cxx).
/// </summary>
internal static class OwnStreamers
{
    public delegate object? Streamer(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag);

    private const uint HasUuid = 0x20;   // TRef::kHasUUID: a text stands where the process's id would

    private static readonly Dictionary<string, Streamer> Table = new(StringComparer.Ordinal)
    {
        ["TObject"] = ReadObject,
        ["TString"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => buffer.ReadString(),
        ["TDatime"] = ReadDate,
        ["TRef"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadReference(ref buffer),
        ["TRefArray"] = OwnCollections.ReadRefArray,
        ["TObjArray"] = OwnCollections.ReadObjArray,
        ["TClonesArray"] = OwnCollections.ReadClonesArray,
        ["TList"] = OwnCollections.ReadList,
        ["THashList"] = OwnCollections.ReadList,
        ["TSortedList"] = OwnCollections.ReadList,
        ["TMap"] = OwnCollections.ReadMap,
        ["TOrdCollection"] = OwnCollections.ReadCollection,
        ["THashTable"] = OwnCollections.ReadCollection,
        ["TArrayC"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 1),
        ["TArrayS"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 2),
        ["TArrayI"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 3),
        ["TArrayL"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 16),
        ["TArrayL64"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 16),
        ["TArrayF"] = (ObjectReader _, ref RootBuffer buffer, ObjectTag _) => ReadArray(ref buffer, 5),
        ["TArrayD"] = (ObjectReader reader, ref RootBuffer buffer, ObjectTag _) => ReadDoubles(reader, ref buffer),
        ["TMatrixTSym<float>"] = (ObjectReader reader, ref RootBuffer buffer, ObjectTag tag) =>
            ReadTriangle(reader, ref buffer, tag, "float"),
        ["TMatrixTSym<double>"] = (ObjectReader reader, ref RootBuffer buffer, ObjectTag tag) =>
            ReadTriangle(reader, ref buffer, tag, "double"),
        ["TBasket"] = ReadBasket,
        ["TBranchClones"] = OwnBranches.ReadClones,
    };

    public static Streamer? Find(string className) => Table.GetValueOrDefault(className);

    private static RootObject ReadObject(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        RootObject value = reader.Create("TObject", 1);
        ObjectHeader.Read(ref buffer, value);
        return value;
    }

    // TDatime: a number, no header.
    private static RootObject ReadDate(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        RootObject date = reader.Create("TDatime", 1);
        date.Add("fDatime", buffer.ReadUInt32());
        return date;
    }

    // TRef: a TObject whose unique id is that of the object that is meant, always with the id of a process, or with a text.
    private static uint ReadReference(ref RootBuffer buffer)
    {
        buffer.Skip(2);
        uint id = buffer.ReadUInt32(), bits = buffer.ReadUInt32();
        if ((bits & HasUuid) != 0) buffer.ReadStringBytes();
        else buffer.Skip(2);
        return id;
    }

    // TArray: a count and the values, no header.
    private static Array ReadDoubles(ObjectReader reader, ref RootBuffer buffer)
    {
        if (reader.Spent?.Take((int)buffer.PeekUInt32()) is not { } spent) return ReadArray(ref buffer, 8);
        BigEndian.Copy(buffer.Take(buffer.ReadInt32(), sizeof(double)), spent.AsSpan());
        return spent;
    }

    private static Array ReadArray(ref RootBuffer buffer, int code) => BasicType.Find(code)!.ReadArray(ref buffer, buffer.ReadInt32());

    // TMatrixTSym: the base class with its byte count, and behind it, uncounted, the upper right triangle row by row.
    private static RootObject ReadTriangle(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag, string number)
    {
        string baseClass = $"TMatrixTBase<{number}>";
        Frame frame = ObjectReader.ReadCountedFrame(ref buffer, tag.ClassName ?? "");
        StreamerInfo layout = reader.Infos.Find(baseClass, frame.Version) ?? reader.Infos.Newest(baseClass)
            ?? throw new RootException($"Class {baseClass} is not described.") { Offset = frame.Start };
        RootObject matrix = reader.Create(tag.ClassName ?? "", frame.Version);
        RootBuffer inner = buffer.Until(frame.End);
        reader.ReadMembers(ref inner, layout, matrix, frame);
        buffer.EndFrame(frame, baseClass);
        long rows = matrix.GetNumber("fNrows");
        if (rows is < 0 or > short.MaxValue) throw new RootException($"A symmetric matrix of {rows} rows.") { Offset = frame.Start };
        matrix.Add("fElements", BasicType.Find(number)!.ReadArray(ref buffer, (int)(rows * (rows + 1) / 2)));
        return matrix;
    }

    // The data of a tree are the tree's business: of an object they are bytes.
    private static object ReadBasket(ObjectReader reader, ref RootBuffer buffer, ObjectTag tag)
    {
        if (!reader.KeepsUndecoded) return EmbeddedBasket.Read(ref buffer);
        int start = buffer.Position;
        if (tag.End < 0) throw new RootException("A basket without byte count.") { Offset = start };
        buffer.SkipTo(tag.End);
        return reader.Undecoded("TBasket", start, tag.End, "the entries of a tree, which RootTree reads");
    }
}
