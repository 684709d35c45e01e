using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Files;

/// <summary>The head of a record that is written (TKey): what it holds, where it lies, how long it is.</summary>
internal sealed record RecordKey
{
    // The version of TKey, and what is added where places take eight bytes.
    private const int Version = 4, BigVersion = 1000;

    private const int SmallBytes = 26, BigBytes = 34;

    // What a basket adds to its key, and more.
    private const int Reserve = 64;

    /// <summary>The class of what the record holds.</summary>
    public required string ClassName { get; init; }

    public required string Name { get; init; }

    public string Title { get; init; } = "";

    public int Cycle { get; init; } = 1;

    /// <summary>Where the record lies.</summary>
    public long Seek { get; init; }

    /// <summary>Where its directory lies; 0 for the top directory itself.</summary>
    public long ParentSeek { get; init; }

    /// <summary>Bytes of the payload as it is stored.</summary>
    public int StoredBytes { get; init; }

    /// <summary>Bytes of the payload after decompression.</summary>
    public int PlainBytes { get; init; }

    public uint Date { get; init; }

    /// <summary>Whether places take eight bytes: from 2 000 000 000 on they have to (kStartBigFile), and a key may always.</summary>
    public bool IsBig { get; init; }

    /// <summary>Bytes of the key, where nothing else is in it.</summary>
    public int Length => LengthOf(ClassName, Name, Title, IsBig);

    /// <summary>Bytes of the whole record.</summary>
    public int RecordBytes => checked(Length + StoredBytes);

    public static int LengthOf(string className, string name, string title, bool isBig) =>
        (isBig ? BigBytes : SmallBytes) + ObjectBuffer.BytesOf(className) + ObjectBuffer.BytesOf(name) + ObjectBuffer.BytesOf(title);

    /// <summary>Refuses names that make a key longer than it can say: TKey::fKeylen is a Short_t.</summary>
    /// <exception cref="RootException">They do.</exception>
    public static void CheckLength(string className, string name, string title)
    {
        int length = LengthOf(className, name, title, isBig: true) + Reserve;
        if (length > short.MaxValue)
            throw new RootException($"The key of '{(name.Length > 40 ? name[..40] + "…" : name)}' takes {length} bytes, and ROOT reads "
                + $"up to {short.MaxValue}: its name ({name.Length} characters) or its title ({title.Length}) has to be shorter.");
    }

    /// <summary>Writes the key.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="more">Bytes that are counted to the key and follow: a basket's own.</param>
    public void Write(ObjectBuffer buffer, int more = 0)
    {
        buffer.Write(checked(RecordBytes + more));
        buffer.Write((ushort)(Version + (IsBig ? BigVersion : 0)));
        buffer.Write(PlainBytes);
        buffer.Write(Date);
        buffer.Write(checked((ushort)(Length + more)));
        buffer.Write((ushort)Cycle);
        buffer.WriteSeek(Seek, IsBig);
        buffer.WriteSeek(ParentSeek, IsBig);
        buffer.Write(ClassName);
        buffer.Write(Name);
        buffer.Write(Title);
    }
}
