using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance.Buffers;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>The plain bytes of a basket, and where each entry begins in them.</summary>
internal sealed class LoadedBasket : IDisposable
{
    private readonly MemoryOwner<byte> _plain;
    private readonly int _start;
    private MemoryOwner<int>? _offsets;

    /// <param name="firstEntry">The branch's entry that the basket begins with.</param>
    /// <param name="entryCount">Its entries.</param>
    /// <param name="plain">The payload, which the basket takes over.</param>
    /// <param name="start">Where the data begin in it.</param>
    /// <param name="dataBytes">Bytes of data.</param>
    /// <param name="entryBytes">Bytes of each entry, where all have the same.</param>
    public LoadedBasket(long firstEntry, int entryCount, MemoryOwner<byte> plain, int start, int dataBytes, int entryBytes)
    {
        FirstEntry = firstEntry;
        EntryCount = entryCount;
        _plain = plain;
        _start = start;
        DataBytes = dataBytes;
        EntryBytes = entryBytes;
    }

    public long FirstEntry { get; }

    public int EntryCount { get; }

    public long EndEntry => FirstEntry + EntryCount;

    public int DataBytes { get; }

    /// <summary>Bytes of the whole payload: the data, and the offsets behind them.</summary>
    public int PlainBytes => _plain.Length;

    /// <summary>Bytes of each entry where there are no offsets.</summary>
    public int EntryBytes { get; private set; }

    /// <summary>Whether entries have offsets, and with them lengths of their own.</summary>
    public bool HasOffsets => _offsets is not null;

    /// <summary>What the file calls the basket, for messages.</summary>
    public required string Label { get; init; }

    /// <summary>Where the basket's record lies.</summary>
    public required long Seek { get; init; }

    /// <summary>Bytes of the key before the data: references inside entries count from the key's start.</summary>
    public int KeyLength { get; init; }

    /// <summary>Whether the offsets have to be made from the counter's values before entries can be told apart.</summary>
    public bool NeedsOffsets { get; init; }

    public ReadOnlySpan<byte> Data => _plain.Span.Slice(_start, DataBytes);

    /// <summary>Where an entry begins in the data; for the entry behind the last one, where the data end.</summary>
    public int StartOf(int entry) => _offsets is null ? entry * EntryBytes : _offsets.Span[entry];

    /// <summary>The starts of all entries and the end of the data: entries + 1 ascending numbers.</summary>
    public ReadOnlySpan<int> Offsets => _offsets is null ? [] : _offsets.Span;

    /// <summary>The bytes of consecutive entries.</summary>
    public ReadOnlySpan<byte> Entries(int first, int count) => Data[StartOf(first)..StartOf(first + count)];

    /// <summary>
    /// Takes the table of offsets that is stored behind the data. Its entries count from the start of the key (uproot reads them so too),
    /// and its last one is 0 where the data end.
    /// </summary>
    public void SetStoredOffsets(ReadOnlySpan<byte> table, int keyLength)
    {
        MemoryOwner<int> offsets = MemoryOwner<int>.Allocate(EntryCount + 1);
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(table)[..EntryCount], offsets.Span[..EntryCount]);
        SetOffsets(offsets, keyLength);
    }

    /// <summary>Takes the offsets of an embedded basket, which count alike.</summary>
    public void SetEmbeddedOffsets(ReadOnlySpan<int> table, int keyLength)
    {
        MemoryOwner<int> offsets = MemoryOwner<int>.Allocate(EntryCount + 1);
        table[..EntryCount].CopyTo(offsets.Span);
        SetOffsets(offsets, keyLength);
    }

    /// <summary>
    /// Makes the offsets from the number of elements of each entry: the writer left them out (ROOT's I/O feature kGenerateOffsetMap).
    /// </summary>
    public void SetCounts(ReadOnlySpan<int> counts, int elementBytes)
    {
        MemoryOwner<int> offsets = MemoryOwner<int>.Allocate(EntryCount + 1);
        Span<int> starts = offsets.Span;
        long at = 0;
        for (int entry = 0; entry < EntryCount; entry++)
        {
            starts[entry] = (int)at;
            at += (long)counts[entry] * elementBytes;
            if (counts[entry] < 0 || at > DataBytes)
            {
                offsets.Dispose();
                throw new RootException($"The counter says {counts[entry]} elements in entry {entry} of the basket, "
                    + $"{DataBytes - starts[entry]} bytes are left.");
            }
        }
        if (at != DataBytes)
        {
            offsets.Dispose();
            throw new RootException($"{DataBytes} bytes of data, the counter asks for {at}.");
        }
        starts[EntryCount] = DataBytes;
        _offsets = offsets;
    }

    public void Dispose()
    {
        _plain.Dispose();
        _offsets?.Dispose();
    }

    private void SetOffsets(MemoryOwner<int> offsets, int keyLength)
    {
        Span<int> starts = offsets.Span;
        int previous = keyLength, end = keyLength + DataBytes;
        for (int entry = 0; entry < EntryCount; entry++)
        {
            int start = starts[entry];
            if (start < previous || start > end || (entry == 0 && start != keyLength))
            {
                offsets.Dispose();
                throw new RootException($"Entry {entry} of the basket begins at {start}, between {previous} and {end} expected.");
            }
            previous = start;
            starts[entry] = start - keyLength;
        }
        starts[EntryCount] = DataBytes;
        _offsets = offsets;
    }
}
