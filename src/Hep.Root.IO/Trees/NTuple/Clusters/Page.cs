namespace Hep.Root.IO.Trees.NTuple;

/// <summary>A page: elements of one column that are compressed together.</summary>
/// <param name="Seek">Its place in the file; −1 where that is of a kind not known here.</param>
/// <param name="StoredBytes">Its bytes there, without the checksum.</param>
/// <param name="ElementCount">Its elements.</param>
/// <param name="HasChecksum">Whether the checksum of the stored bytes stands behind them.</param>
internal readonly record struct Page(long Seek, int StoredBytes, int ElementCount, bool HasChecksum)
{
    public const int ChecksumBytes = sizeof(ulong);

    /// <summary>Bytes to fetch.</summary>
    public int RecordBytes => StoredBytes + (HasChecksum ? ChecksumBytes : 0);

    /// <summary>Reads the description of one.</summary>
    public static Page Read(ref EnvelopeBuffer buffer)
    {
        int elements = buffer.ReadInt32();
        Locator place = Locator.Read(ref buffer);
        if (place.StoredBytes is < 0 or > int.MaxValue - ChecksumBytes || elements == int.MinValue)
            throw new RootException($"A page of {elements} elements in {(ulong)place.StoredBytes} bytes cannot be.");
        return new Page(place.Seek, (int)place.StoredBytes, Math.Abs(elements), elements < 0);
    }
}
