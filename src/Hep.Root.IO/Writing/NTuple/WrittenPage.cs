namespace Hep.Root.IO.Writing.NTuple;

/// <summary>What a list of pages tells of one: its elements, and once it is written where it lies.</summary>
internal sealed class WrittenPage(int elementCount)
{
    public int ElementCount => elementCount;

    /// <summary>Whether a checksum stands behind it.</summary>
    public bool HasChecksum { get; init; } = true;

    /// <summary>Bytes in the file, without the checksum behind them.</summary>
    public int StoredBytes { get; set; }

    public long Offset { get; set; }
}
