using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Files;

/// <summary>The head of every record (TKey): what it holds, and how long it is stored and plain.</summary>
internal readonly record struct KeyRecord
{
    /// <summary>The smallest key: small seeks and three empty strings.</summary>
    public const int MinBytes = 26 + 3;

    private const int BigVersion = 1000;

    /// <summary>Bytes of the record on disk: key and payload.</summary>
    public required int RecordBytes { get; init; }

    /// <summary>Bytes of the payload after decompression.</summary>
    public required int PlainBytes { get; init; }

    /// <summary>Where the payload begins.</summary>
    public required int KeyLength { get; init; }

    public required int Cycle { get; init; }

    /// <summary>The record's own place.</summary>
    public required long Seek { get; init; }

    /// <summary>
    /// The place of the directory that the record belongs to; for keys in lists of keys no guide, for records in the
    /// file's body the only one.
    /// </summary>
    public required long ParentSeek { get; init; }

    public required string ClassName { get; init; }

    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Whether the payload is compressed. An inequality: padded raw records exist.</summary>
    public bool IsCompressed => PlainBytes > PayloadBytes;

    public int PayloadBytes => RecordBytes - KeyLength;

    public static KeyRecord Read(ref RootBuffer buffer)
    {
        int start = buffer.Position;
        int recordBytes = buffer.ReadInt32();
        bool big = buffer.ReadUInt16() > BigVersion;        // each key tells its own width
        int plainBytes = buffer.ReadInt32();
        buffer.Skip(4);                                     // date
        int keyLength = buffer.ReadUInt16();
        int cycle = buffer.ReadUInt16();
        long seek = buffer.ReadSeek(big);
        // The upper 16 bits of a wide place are no part of it (TKey::Streamer keeps the number of a process there).
        long parent = big ? buffer.ReadInt64() & 0xFFFF_FFFF_FFFF : buffer.ReadInt32();
        KeyRecord key = new()
        {
            RecordBytes = recordBytes,
            PlainBytes = plainBytes,
            KeyLength = keyLength,
            Cycle = cycle,
            Seek = seek,
            ParentSeek = parent,
            ClassName = buffer.ReadString(),
            Name = buffer.ReadString(),
            Title = buffer.ReadString(),
        };
        if (recordBytes < keyLength || plainBytes < 0)
            throw new RootException(
                $"A key of {keyLength} bytes in a record of {recordBytes} ({plainBytes} plain) cannot be.") { Offset = start };
        return key;
    }
}
