using Hep.Root.IO.Writing.Files;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>What makes pages an RNTuple: a header, a list of pages for each save, a footer and an anchor, which are written anew.</summary>
/// <param name="tables">The file.</param>
/// <param name="directory">The directory of the anchor.</param>
/// <param name="compression">How envelopes are compressed.</param>
/// <param name="header">The header's envelope.</param>
/// <param name="headerChecksum">Its checksum, by which the others name it.</param>
/// <param name="extension">The frame of what the footer adds to it.</param>
internal sealed class NTupleRecord(
    FileTables tables, OutputDirectory directory, RootCompression compression, byte[] header, ulong headerChecksum, byte[] extension)
{
    private readonly List<ClusterPages> _clusters = [];     // since the last save
    private readonly List<SavedClusters> _groups = [];
    private EnvelopePlace? _header;
    private RecordKey? _footer;

    /// <summary>Adds a cluster, whose pages are in the file when it is saved.</summary>
    public void Add(ClusterPages cluster) => _clusters.Add(cluster);

    /// <summary>Writes it with all clusters that were added.</summary>
    /// <param name="key">The key of the anchor.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken)
    {
        tables.Describe(AnchorRecord.ClassName);
        if (_header is null) (_header, _) = await AppendAsync(header, cancellationToken).ConfigureAwait(false);
        if (_clusters.Count > 0) await WritePageListAsync(cancellationToken).ConfigureAwait(false);
        if (_footer is not null) tables.Forget(_footer);
        (EnvelopePlace footer, _footer) =
            await AppendAsync(Envelopes.Footer(headerChecksum, extension, _groups).Seal(out _), cancellationToken).ConfigureAwait(false);
        return await tables.AddAsync(directory, key, buffer => AnchorRecord.Write(buffer, _header, footer), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task WritePageListAsync(CancellationToken cancellationToken)
    {
        byte[] list = Envelopes.PageList(headerChecksum, _clusters).Seal(out _);
        (EnvelopePlace place, _) = await AppendAsync(list, cancellationToken).ConfigureAwait(false);
        _groups.Add(new SavedClusters(_clusters[0].FirstEntry, _clusters.Sum(c => c.EntryCount), _clusters.Count, place));
        _clusters.Clear();
    }

    private async Task<(EnvelopePlace Place, RecordKey Key)> AppendAsync(byte[] envelope, CancellationToken cancellationToken)
    {
        RecordKey key = await tables.AppendAsync(
            BlobKey.Of(0, 0, 0, 0), buffer => buffer.Write(envelope), compression, cancellationToken).ConfigureAwait(false);
        return (new EnvelopePlace(key.Seek + key.Length, key.StoredBytes, key.PlainBytes), key);
    }
}
