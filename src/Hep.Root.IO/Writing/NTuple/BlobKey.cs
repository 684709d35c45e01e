using Hep.Root.IO.Writing.Files;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>The key of the records that an RNTuple is made of: without names, and in no list of keys.</summary>
internal static class BlobKey
{
    private const string ClassName = "RBlob";

    // RMiniFile.cxx: blobs belong to the top directory.
    private const long TopDirectory = 100;

    /// <summary>Bytes of the key: its places are wide wherever it lies.</summary>
    public static int Length { get; } = RecordKey.LengthOf(ClassName, "", "", isBig: true);

    public static RecordKey Of(long seek, int plainBytes, int storedBytes, uint date) => new()
    {
        ClassName = ClassName,
        Name = "",
        IsBig = true,
        Seek = seek,
        ParentSeek = TopDirectory,
        PlainBytes = plainBytes,
        StoredBytes = storedBytes,
        Date = date,
    };
}
