using System.Buffers.Binary;
using System.IO.Hashing;
using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Fetches pages of an RNTuple, and makes their plain bytes.</summary>
/// <param name="records">The file.</param>
/// <param name="maxKeyBytes">What one key holds at most.</param>
/// <param name="budget">The memory of the stream.</param>
internal sealed class PageLoader(RecordReader records, long maxKeyBytes, ReadBudget budget)
{
    /// <summary>The file.</summary>
    public RecordReader Records => records;

    /// <summary>The memory of the stream.</summary>
    public ReadBudget Budget => budget;

    /// <summary>Asks for a page, unless it is spread over several keys.</summary>
    public void Ask(Page page, StoredColumn column, ReadPlan plan)
    {
        if (page.Seek < 0) throw Anchor.NotSupported("a page that is not in the file itself");
        budget.Allowance?.TakePage(Math.Max(page.RecordBytes, column.PageBytes(page.ElementCount)));
        if (!SplitPayload.IsSplit(page.RecordBytes, maxKeyBytes)) plan.Add(records.Source, page.Seek, page.RecordBytes);
    }

    /// <summary>Reads a page that is spread over several keys; null for any other.</summary>
    public async ValueTask<MemoryOwner<byte>?> ReadSplitAsync(Page page, CancellationToken cancellationToken) =>
        SplitPayload.IsSplit(page.RecordBytes, maxKeyBytes)
            ? await SplitPayload.ReadAsync(records, page.Seek, page.RecordBytes, maxKeyBytes, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The plain bytes of a page that was fetched, in memory of the scratch or as they were fetched.</summary>
    public ReadOnlyMemory<byte> Load(Page page, StoredColumn column, ReadPlan plan, MemoryOwner<byte>? split, LoadedBasket scratch)
    {
        ReadOnlyMemory<byte> record = split is null ? plan.Get(page.Seek, page.RecordBytes) : split.Memory;
        ReadOnlyMemory<byte> stored = record[..page.StoredBytes];
        if (page.HasChecksum && records.Options.VerifyChecksums) Verify(stored.Span, record.Span[page.StoredBytes..]);
        long plainBytes = column.PageBytes(page.ElementCount);
        if (plainBytes > records.Limits.MaxRecordBytes || plainBytes < stored.Length)
            throw new RootException($"A page of {page.ElementCount} elements of {column.Bits} bits has {plainBytes} bytes: between the "
                + $"{stored.Length} stored ones and {records.Limits.MaxRecordBytes} (RootReadLimits.MaxRecordBytes) expected.");
        if (records.CheckPlainSize(stored.Span, (int)plainBytes)) return stored;
        budget.Check(plainBytes);
        Memory<byte> plain = scratch.Rent((int)plainBytes);
        records.Expand(stored.Span, plain.Span);
        return plain;
    }

    private static void Verify(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> checksum)
    {
        ulong sum = XxHash3.HashToUInt64(stored), expected = BinaryPrimitives.ReadUInt64LittleEndian(checksum);
        if (sum != expected) throw new RootException($"The page's checksum is {sum:x16}, {expected:x16} is stored: it is damaged.");
    }
}
