namespace Hep.Root.IO.Http;

/// <summary>Cuts the ranges that are wanted into requests: long ones in pieces by themselves, many short ones together.</summary>
internal static class RangePlan
{
    /// <summary>The bytes of one piece; pieces are on their way at the same time.</summary>
    public const int PieceBytes = 4 << 20;

    // Above it, the round trip that is saved is nothing beside the time that the bytes take.
    private const int ShortBytes = 64 << 10;

    // Below it, requests side by side are as fast.
    private const int FewestShort = 17;

    // The header stays below 4 KiB: XrdHttp takes 1024 ranges, nginx 8 KiB, proxies less.
    private const int MostRanges = 128;

    /// <summary>Whether there is anything to be gained from several ranges in a request.</summary>
    public static bool HasManyShort(IReadOnlyList<ByteRead> reads)
    {
        if (reads.Count < FewestShort) return false;
        long end = -1;
        int count = 0;
        foreach (ByteRead read in reads)
        {
            // Parts are told apart by where they begin.
            if (read.Offset < end) return false;
            end = read.Offset + read.Destination.Length;
            if (IsShort(read)) count++;
        }
        return count >= FewestShort;
    }

    /// <param name="reads">The ranges.</param>
    /// <param name="length">The length of the file.</param>
    /// <param name="groups">How many requests may be of several ranges.</param>
    public static List<IReadOnlyList<ByteRead>> Of(IReadOnlyList<ByteRead> reads, long length, int groups)
    {
        List<IReadOnlyList<ByteRead>> requests = [];
        List<ByteRead> together = [];
        long total = 0;
        foreach (ByteRead read in reads)
        {
            int count = read.Destination.Length;
            if (count == 0) continue;
            if (groups == 0 || !IsShort(read))
            {
                for (int at = 0; at < count; at += PieceBytes)
                    requests.Add([new ByteRead(read.Offset + at, read.Destination[at..Math.Min(at + PieceBytes, count)])]);
                continue;
            }
            // nginx sends the whole file to who wants as much as that.
            if (together.Count == MostRanges || total + count > Math.Min(PieceBytes, length / 2)) Flush();
            together.Add(read);
            total += count;
        }
        Flush();
        return requests;

        void Flush()
        {
            if (together.Count > 0) requests.Add(together);
            if (together.Count > 1 && groups > 0) groups--;
            (together, total) = ([], 0);
        }
    }

    private static bool IsShort(ByteRead read) => read.Destination.Length is > 0 and <= ShortBytes;
}
