using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Files;

/// <summary>The description of a directory: where the list of its keys lies.</summary>
internal readonly record struct DirectoryRecord(long KeysSeek, int KeysBytes, Guid Id)
{
    /// <summary>Enough for big seeks and the identity.</summary>
    public const int MaxBytes = 2 + 4 + 4 + 4 + 4 + 3 * 8 + 18;

    public static DirectoryRecord Parse(ReadOnlySpan<byte> bytes)
    {
        RootBuffer buffer = new(bytes);
        int version = buffer.ReadUInt16();
        bool big = version > 1000;
        buffer.Skip(8);                                     // dates
        int keysBytes = buffer.ReadInt32();
        buffer.Skip(4);                                     // fNbytesName
        buffer.ReadSeek(big);
        buffer.ReadSeek(big);                               // the mother's place: wrong in most files before ROOT 6.38
        long keysSeek = buffer.ReadSeek(big);
        Guid id = version % 1000 >= 2 && buffer.Remaining >= 18 ? ReadId(ref buffer) : Guid.Empty;
        return new DirectoryRecord(keysSeek, keysBytes, id);
    }

    private static Guid ReadId(ref RootBuffer buffer)
    {
        buffer.Skip(2);
        return new Guid(buffer.Take(16), bigEndian: true);
    }
}
