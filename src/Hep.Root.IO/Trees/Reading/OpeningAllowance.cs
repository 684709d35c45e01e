namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// What opening a tree may read for answers, over all its columns: they may all claim one record that is large and compresses to nothing.
/// What would exceed it is not asked, and stays bytes.
/// </summary>
internal sealed class OpeningAllowance(RootReadLimits limits)
{
    /// <summary>Plain bytes of all that is read.</summary>
    public const long MaxBytes = 64 << 20;

    private const int MaxRecords = 1000;

    private long _bytesLeft = Math.Min(MaxBytes, limits.MaxLoadedBytes);
    private int _recordsLeft = MaxRecords;

    /// <summary>Whether so much may still be read.</summary>
    public bool Has(long bytes, int records) => bytes <= _bytesLeft && records <= _recordsLeft;

    /// <summary>Takes a page, before it is fetched.</summary>
    /// <exception cref="RootException">It is more than may still be read.</exception>
    public void TakePage(long bytes)
    {
        if (!Has(bytes, 1))
            throw new RootException($"opening an RNTuple reads no more than {MaxBytes >> 20} MiB and {MaxRecords} pages of its objects");
        Take(bytes, 1);
    }

    /// <summary>Takes what may still be read.</summary>
    public void Take(long bytes, int records)
    {
        _bytesLeft -= bytes;
        _recordsLeft -= records;
    }
}
