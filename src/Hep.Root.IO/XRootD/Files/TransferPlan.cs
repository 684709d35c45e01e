namespace Hep.Root.IO.XRootD;

/// <summary>Cuts the ranges that are wanted into requests: long ones in pieces by themselves, short ones together.</summary>
internal static class TransferPlan
{
    /// <summary>The bytes of one piece; pieces are on their way at the same time.</summary>
    public const int PieceBytes = 4 << 20;

    // Below it a range is not worth a request of its own.
    private const int ShortBytes = 256 << 10;

    public static List<Transfer> Of(IReadOnlyList<ByteRead> reads, VectorLimits limits)
    {
        List<Transfer> transfers = [];
        List<ByteRead> together = [];
        int total = 0, longest = Math.Min(ShortBytes, limits.MostBytes);
        bool isAlone = reads.Count == 1;
        foreach (ByteRead read in reads)
        {
            int length = read.Destination.Length;
            if (length == 0) continue;
            if (isAlone || length > longest)
            {
                for (int at = 0, piece; at < length; at += piece)           // at + PieceBytes may be more than an int
                {
                    piece = Math.Min(PieceBytes, length - at);
                    transfers.Add(new Transfer([new ByteRead(read.Offset + at, read.Destination.Slice(at, piece))]));
                }
                continue;
            }
            if (together.Count == limits.MostElements || total + length > VectorLimits.MostTotalBytes) Flush();
            together.Add(read);
            total += length;
        }
        Flush();
        return transfers;

        void Flush()
        {
            if (together.Count > 0) transfers.Add(new Transfer(together));
            (together, total) = ([], 0);
        }
    }
}

/// <summary>The ranges of one request.</summary>
internal readonly record struct Transfer(IReadOnlyList<ByteRead> Reads)
{
    public int Bytes => Reads.Sum(r => r.Destination.Length);

    /// <summary>The same in two requests, for a server that takes fewer ranges at once than it said.</summary>
    public Transfer[] Halves() => [new([.. Reads.Take(Reads.Count / 2)]), new([.. Reads.Skip(Reads.Count / 2)])];
}
