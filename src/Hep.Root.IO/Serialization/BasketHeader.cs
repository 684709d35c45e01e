namespace Hep.Root.IO.Serialization;

/// <summary>
/// What a basket's key holds beyond a key (TBasket::Streamer): all of it lies inside the key's length.
/// </summary>
internal readonly record struct BasketHeader
{
    /// <summary>
    /// Bit of the I/O features: the offsets are not stored, the counter's values give them (ROOT::Experimental::EIOFeatures).
    /// </summary>
    private const byte GenerateOffsetMap = 1;

    /// <summary>Flag of baskets whose offsets have to be generated.</summary>
    public const byte GeneratedFlag = 80;

    /// <summary>Where the key ends.</summary>
    public required int KeyLength { get; init; }

    /// <summary>Bytes after decompression.</summary>
    public required int PlainBytes { get; init; }

    /// <summary>Bytes of the record: key and payload.</summary>
    public required int RecordBytes { get; init; }

    /// <summary>Without offsets the bytes of an entry, with them their capacity.</summary>
    public required int EntryBytes { get; init; }

    /// <summary>Entries in the basket.</summary>
    public required int EntryCount { get; init; }

    /// <summary>Where the data end, from the key's start.</summary>
    public required int Last { get; init; }

    /// <summary>How offsets and data are stored; only embedded baskets have other values than 0 and 80.</summary>
    public required byte Flag { get; init; }

    /// <summary>Whether the offsets follow from the counter.</summary>
    public bool GeneratesOffsets => Flag >= GeneratedFlag;

    /// <summary>
    /// What of the basket is stored behind the header: TBasket::Streamer adds <see cref="GeneratedFlag"/> to it where
    /// offsets are generated.
    /// </summary>
    public int StoredFlag => GeneratesOffsets ? Flag - GeneratedFlag : Flag;

    /// <summary>Bytes of data, without offsets.</summary>
    public int DataBytes => Last - KeyLength;

    public static BasketHeader Read(ref RootBuffer buffer)
    {
        int start = buffer.Position;
        int recordBytes = buffer.ReadInt32();
        bool big = buffer.ReadUInt16() > 1000;
        int plainBytes = buffer.ReadInt32();
        buffer.Skip(4);                                     // date
        int keyLength = buffer.ReadUInt16();
        buffer.Skip(2);                                     // cycle
        buffer.Skip(big ? 16 : 8);                          // own and parent's place
        buffer.ReadStringBytes();
        buffer.ReadStringBytes();
        buffer.ReadStringBytes();
        buffer.Skip(2);                                     // version of TBasket
        buffer.Skip(4);                                     // buffer size
        int entryBytes = buffer.ReadInt32();
        byte ioBits = 0;
        if (entryBytes < 0)                                 // a negative size announces the bits of I/O features
        {
            entryBytes = entryBytes == int.MinValue ? 0 : -entryBytes;
            ioBits = buffer.ReadByte();
        }
        if ((ioBits & ~GenerateOffsetMap) != 0)
            throw new RootException($"I/O features 0x{ioBits:X2} of a newer ROOT are not known.") { Offset = start };
        int entryCount = buffer.ReadInt32();
        int last = buffer.ReadInt32();
        byte flag = buffer.ReadByte();
        if (entryCount < 0 || last < keyLength || plainBytes < 0)
            throw new RootException($"A basket of {entryCount} entries, {plainBytes} bytes, "
                + $"whose data end at {last} behind a key of {keyLength}, cannot be.") { Offset = start };
        return new BasketHeader
        {
            KeyLength = keyLength,
            PlainBytes = plainBytes,
            RecordBytes = recordBytes,
            EntryBytes = entryBytes,
            EntryCount = entryCount,
            Last = last,
            Flag = flag,
        };
    }
}
