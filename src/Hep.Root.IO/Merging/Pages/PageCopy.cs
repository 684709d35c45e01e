using System.Buffers.Binary;
using System.IO.Hashing;
using Hep.Root.IO.Trees.NTuple;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.NTuple;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Merging.Pages;

/// <summary>Copies the pages of RNTuples behind each other, cluster by cluster, in the order in which a file has them.</summary>
/// <param name="plan">What they have to be like.</param>
/// <param name="tables">The file to write.</param>
/// <param name="directory">The directory of the anchor.</param>
/// <param name="first">The first of them, whose header it gets.</param>
internal sealed class PageCopy(PageCopyPlan plan, FileTables tables, OutputDirectory directory, StoredNTuple first)
    : RecordCopy<PageCopy.StoredPage>(tables, BlobKey.Length)
{
    private readonly NTupleRecord _record =
        new(tables, directory, tables.Compression, first.Header, first.HeaderChecksum, first.Extension);
    private readonly long[] _elements = new long[first.Schema.Columns.Count];
    private readonly NTupleColumn[] _columns =
    [
        .. first.Schema.Columns.SelectMany(c => c.Representations.Select(r => (r.Id, Column: c))).OrderBy(c => c.Id).Select(c => c.Column),
    ];
    private long _entries;

    public override string ClassName => AnchorRecord.ClassName;

    public override async Task<long> AddAsync(RootFile file, RootKey key, Action<long> progress, CancellationToken cancellationToken)
    {
        StoredNTuple stored = await plan.ReadAsync(file, key, cancellationToken).ConfigureAwait(false);
        await DescribeAsync(file, plan.Layouts, cancellationToken).ConfigureAwait(false);
        long total = 0;
        foreach (Cluster cluster in stored.Clusters)
        {
            List<StoredPage> pages = List(cluster);
            // Pages may be shared, and else do not overlap: only a file that lies has more of them than bytes.
            total += pages.Sum(p => (long)p.Page.RecordBytes);
            if (total > file.Length)
                throw new RootException($"Pages overlap: together they are longer than the file, which has {file.Length} bytes.");
            foreach (StoredPage page in pages)
                if (page.Page.Seek > file.Length - page.Page.RecordBytes)
                    throw Placed($"A page of {page.Page.RecordBytes} bytes is said to be here, and the file has {file.Length}: it is "
                        + "truncated, or a list of pages is wrong.", page, file);
            await CopyAsync(pages, file, progress: null, cancellationToken).ConfigureAwait(false);
            progress(cluster.EndEntry);
        }
        _entries += stored.EntryCount;
        return stored.EntryCount;
    }

    public override void End() => _record.End();

    public override Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken) =>
        _record.WriteAsync(key, cancellationToken);

    // What the new list of pages tells of the cluster; the places of pages come when they are written.
    private List<StoredPage> List(Cluster cluster)
    {
        List<WrittenPages> columns = new(cluster.Columns.Length);
        Dictionary<(long, int), StoredPage> pages = [];
        for (int i = 0; i < cluster.Columns.Length; i++)
        {
            if (cluster.Columns[i] is not { } column)
            {
                columns.Add(WrittenPages.Suppressed);
                continue;
            }
            List<WrittenPage> places = new(column.Count);
            for (int j = 0; j < column.Count; j++)
            {
                Page page = column[j];
                places.Add(new WrittenPage(page.ElementCount) { StoredBytes = page.StoredBytes, HasChecksum = page.HasChecksum });
                if (!pages.TryGetValue((page.Seek, page.RecordBytes), out StoredPage? known))
                    pages.Add((page.Seek, page.RecordBytes), known = new StoredPage(page, i, []));
                known.Places.Add(places[^1]);
            }
            ref long before = ref _elements[_columns[i].Number];
            columns.Add(new WrittenPages(places, before, column.Compression));
            before += column.ElementCount;
        }
        _record.Add(new ClusterPages(_entries + cluster.FirstEntry, cluster.EntryCount, columns));
        return [.. pages.Values];
    }

    protected override (long Seek, int Bytes) PlaceOf(StoredPage record) => (record.Page.Seek, record.Page.RecordBytes);

    protected override SealedRecord Seal(IReadOnlyList<StoredPage> records, byte[] bytes, int length, RootFile file)
    {
        List<(int, IReadOnlyList<WrittenPage>)> placed = new(records.Count);
        int offset = 0;
        foreach (StoredPage page in records)
        {
            Check(page, bytes.AsSpan(BlobKey.Length + offset, page.Page.RecordBytes), file);
            placed.Add((offset, page.Places));
            offset += page.Page.RecordBytes;
        }
        return new CopiedPages(bytes, length, placed);
    }

    private static void Check(StoredPage page, ReadOnlySpan<byte> record, RootFile file)
    {
        if (!page.Page.HasChecksum || !file.Records.Options.VerifyChecksums) return;
        ulong stored = BinaryPrimitives.ReadUInt64LittleEndian(record[^Page.ChecksumBytes..]);
        ulong sum = XxHash3.HashToUInt64(record[..^Page.ChecksumBytes]);
        if (sum != stored)
            throw Placed($"The page's checksum is {sum:x16}, {stored:x16} is stored: it is damaged.", page, file);
    }

    private static RootException Placed(string what, StoredPage page, RootFile file) =>
        new RootException(what) { Offset = 0 }.In(file.Location, $"a page of column {page.Column}", page.Page.Seek);

    /// <summary>A page, the first column that has it, and what the new list of pages tells of it: several where it is shared.</summary>
    internal sealed record StoredPage(Page Page, int Column, List<WrittenPage> Places);
}
