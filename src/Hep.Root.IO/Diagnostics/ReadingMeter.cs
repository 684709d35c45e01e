using System.Diagnostics.Metrics;

namespace Hep.Root.IO.Diagnostics;

/// <summary>What reading counts, for whoever listens to the meter <c>Hep.Root.IO</c>.</summary>
internal static class ReadingMeter
{
    private static readonly Meter Meter = new("Hep.Root.IO");

    private static readonly Counter<long> ReadBytes =
        Meter.CreateCounter<long>("hep.root.bytes.read", "By", "Bytes fetched from files.");

    private static readonly Counter<long> KeptBytes =
        Meter.CreateCounter<long>("hep.root.cache.hits", "By", "Bytes of remote files that were asked for and came from the block cache.");

    private static readonly Counter<long> FetchedBytes =
        Meter.CreateCounter<long>("hep.root.cache.misses", "By", "Bytes of remote files that the block cache fetched.");

    private static readonly Counter<long> PlainBytes =
        Meter.CreateCounter<long>("hep.root.bytes.decompressed", "By", "Bytes that compressed records gave.");

    private static readonly Counter<long> Entries =
        Meter.CreateCounter<long>("hep.root.entries", "{entry}", "Entries in the batches of trees.");

    private static readonly Counter<long> Baskets =
        Meter.CreateCounter<long>("hep.root.baskets", "{basket}", "Baskets fetched from files.");

    public static void AddRead(long bytes) => ReadBytes.Add(bytes);

    public static void AddKept(long bytes) => KeptBytes.Add(bytes);

    public static void AddFetched(long bytes) => FetchedBytes.Add(bytes);

    public static void AddDecompressed(long bytes) => PlainBytes.Add(bytes);

    public static void AddEntries(long count) => Entries.Add(count);

    public static void AddBaskets(long count) => Baskets.Add(count);
}
