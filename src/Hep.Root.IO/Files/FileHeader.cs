using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Files;

/// <summary>The first bytes of a file: where its directory and its streamer infos lie.</summary>
internal readonly record struct FileHeader
{
    /// <summary>Enough for the big layout.</summary>
    public const int MaxBytes = 75;

    private const int BigVersion = 1_000_000;

    /// <summary>The version of ROOT that wrote the file: major × 10 000 + minor × 100 + patch.</summary>
    public required int Version { get; init; }

    /// <summary>The first record.</summary>
    public required int Begin { get; init; }

    /// <summary>Bytes from the first record to the description of the top directory.</summary>
    public required int NameBytes { get; init; }

    /// <summary>The record of streamer infos, and its size; 0 without one.</summary>
    public required long InfoSeek { get; init; }

    public required int InfoBytes { get; init; }

    /// <summary>What new records were to be compressed with: algorithm × 100 + level.</summary>
    public required int Compression { get; init; }

    /// <summary>The same in words: <c>Zstandard, level 5</c>.</summary>
    public string CompressionName
    {
        get
        {
            // ROOT 6 Compression.h; what says no algorithm means zlib (R__ZipMode 1).
            string? algorithm = (Compression / 100) switch
            {
                0 or 1 => "zlib",
                2 => "LZMA",
                3 => "deflate of old ROOT",
                4 => "LZ4",
                5 => "Zstandard",
                _ => null,
            };
            int level = Compression % 100;
            return Compression < 0 || algorithm is null ? $"unknown ({Compression})" : level == 0 ? "none" : $"{algorithm}, level {level}";
        }
    }

    /// <summary>The file's identity; zero where the writer gave none.</summary>
    public required Guid Id { get; init; }

    public static FileHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || !bytes.StartsWith("root"u8))
            throw new RootException("This is no ROOT file: it does not begin with 'root'.") { Offset = 0 };
        RootBuffer buffer = new(bytes);
        buffer.Skip(4);
        int version = buffer.ReadInt32();
        bool big = version >= BigVersion;                   // fUnits is no guide: files exist with 4 there and 8-byte fields
        int begin = buffer.ReadInt32();
        buffer.ReadSeek(big);                               // fEND
        buffer.ReadSeek(big);                               // fSeekFree
        buffer.Skip(4 + 4);                                 // fNbytesFree, nfree
        int nameBytes = buffer.ReadInt32();
        buffer.Skip(1);                                     // fUnits
        int compression = buffer.ReadInt32();               // fCompress: every block tells its own codec
        long infoSeek = buffer.ReadSeek(big);
        int infoBytes = buffer.ReadInt32();
        Guid id = buffer.Remaining >= 18 ? ReadId(ref buffer) : Guid.Empty;
        if (begin < buffer.Position - 18 || nameBytes < 0)
            throw new RootException(
                $"The header says that the first record is at {begin}, with a name of {nameBytes} bytes.") { Offset = 8 };
        return new FileHeader
        {
            Version = version % BigVersion,
            Begin = begin,
            NameBytes = nameBytes,
            Compression = compression,
            InfoSeek = infoSeek,
            InfoBytes = infoBytes,
            Id = id,
        };
    }

    private static Guid ReadId(ref RootBuffer buffer)
    {
        buffer.Skip(2);
        return new Guid(buffer.Take(16), bigEndian: true);
    }
}
