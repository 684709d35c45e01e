using Hep.Root.IO.Trees.NTuple;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Merging.Pages;

/// <summary>RNTuples whose pages are to be copied: all of one schema, and with all columns in every cluster.</summary>
/// <param name="layouts">What versions of classes mean in the merged file.</param>
internal sealed class PageCopyPlan(MergedLayouts layouts) : CopyPlan(layouts)
{
    // What fits into a record.
    private const int MostBytes = 1 << 30;

    private StoredNTuple? _first;

    public override async Task AddAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        StoredNTuple stored = await ReadAsync(file, key, cancellationToken).ConfigureAwait(false);
        await Layouts.AddAsync(file, cancellationToken).ConfigureAwait(false);
        _first ??= stored with { Clusters = [] };
        Count(stored.EntryCount);
    }

    public override TreeCopy Open(SavedTree tree) => tree.Take(new PageCopy(this, tree.File.Tables, tree.Directory, _first!));

    /// <summary>Reads an RNTuple, and compares it with those before.</summary>
    /// <exception cref="RootException">Its pages cannot be copied behind theirs.</exception>
    public async Task<StoredNTuple> ReadAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        StoredNTuple stored = await NTupleOpening.ReadAsync(file.Records, key, cancellationToken).ConfigureAwait(false);
        string? why = WhyNot(stored, file.Records.Limits) ?? Difference(stored);
        return why is null ? stored : throw new RootException($"in '{file.Location}' {why}");
    }

    private static string? WhyNot(StoredNTuple stored, RootReadLimits limits)
    {
        NTupleSchema schema = stored.Schema;
        StoredColumn[] columns = [.. schema.Columns.SelectMany(c => c.Representations)];
        return stored.HasMore ? "attributes are linked to it"
            : columns.Length != schema.StoredCount ? "a field is stored in ways that are not alike"
            // Behind the entries of another file its elements would have to be there.
            : columns.Any(c => c.FirstElement != 0) || stored.Clusters.Any(c => c.Columns.Length != schema.StoredCount)
                ? "a column came while entries were written"
            : PagesOf(stored).Any(p => p.Seek < 0 || p.RecordBytes > MostBytes
                || SplitPayload.IsSplit(p.RecordBytes, stored.Anchor.MaxKeyBytes))
                ? "a page lies in a place of a kind that is not copied"
            : PagesOf(stored).Any(p => p.RecordBytes > limits.MaxRecordBytes)
                ? $"a page has more than {limits.MaxRecordBytes} bytes (RootReadLimits.MaxRecordBytes)"
            : null;
    }

    private static IEnumerable<Page> PagesOf(StoredNTuple stored) =>
        from cluster in stored.Clusters
        from pages in cluster.Columns
        where pages is not null
        from page in Enumerable.Range(0, pages.Count)
        select pages[page];

    private string? Difference(StoredNTuple stored) =>
        _first is null ? null
        : !stored.Fields.AsSpan().SequenceEqual(_first.Fields) ? "fields or columns are others than in files before"
        : !stored.Extension.AsSpan().SequenceEqual(_first.Extension) ? "what the footer adds to fields and columns is another than before"
        : null;
}
