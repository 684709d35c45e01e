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
    // Some 50 bytes a page are held, which its list has again while it is written.
    private const int MaxHeldPages = 1 << 20;

    // Of a file at most a hundredth are lists that saves on the way have replaced.
    private const int FilePartOfReplaced = 100;

    private readonly List<ClusterPages> _clusters = [];     // those of the groups that may be joined, and behind them those of none
    private readonly List<SavedClusters> _groups = [];
    private int _saved, _joined;                            // of the clusters those in a group, of the groups those that stay
    private long _replacedBytes;                            // of lists in the file that nothing refers to any more
    private bool _isEnded;
    private EnvelopePlace? _header;
    private RecordKey? _footer;

    /// <summary>Adds a cluster, whose pages are in the file when it is saved.</summary>
    public void Add(ClusterPages cluster) => _clusters.Add(cluster);

    /// <summary>Notes that what is written next is all of it.</summary>
    public void End() => _isEnded = true;

    /// <summary>Writes it with all clusters that were added.</summary>
    /// <param name="key">The key of the anchor.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken)
    {
        tables.Describe(AnchorRecord.ClassName);
        if (_header is null) (_header, _) = await AppendAsync(header, cancellationToken).ConfigureAwait(false);
        await WritePageListAsync(cancellationToken).ConfigureAwait(false);
        if (_footer is not null) tables.Forget(_footer);
        (EnvelopePlace footer, _footer) =
            await AppendAsync(Envelopes.Footer(headerChecksum, extension, _groups).Seal(out _), cancellationToken).ConfigureAwait(false);
        return await tables.AddAsync(directory, key, buffer => AnchorRecord.Write(buffer, _header, footer), cancellationToken)
            .ConfigureAwait(false);
    }

    // One list has all clusters, as ROOT writes it: JSROOT 7.11 reads no other. A save on the way lists all anew while what such lists
    // leave behind is little beside the file, and beyond that what came since the last one.
    private async Task WritePageListAsync(CancellationToken cancellationToken)
    {
        bool isLast = _isEnded || _clusters.Sum(c => c.Columns.Sum(p => (long)p.Pages.Count)) >= MaxHeldPages;
        if (_clusters.Count > _saved || _isEnded && _groups.Count > _joined + 1)
        {
            List<SavedClusters> replaced = _groups[_joined..];
            long bytes = replaced.Sum(g => (long)g.Key.RecordBytes);
            if (isLast || (_replacedBytes + bytes) * FilePartOfReplaced <= tables.File.End)
            {
                foreach (SavedClusters group in replaced) tables.Forget(group.Key);
                _groups.RemoveRange(_joined, replaced.Count);
                _replacedBytes += bytes;
                _saved = 0;
            }
            List<ClusterPages> listed = _clusters[_saved..];
            byte[] list = Envelopes.PageList(headerChecksum, listed).Seal(out _);
            (EnvelopePlace place, RecordKey key) = await AppendAsync(list, cancellationToken).ConfigureAwait(false);
            _groups.Add(new SavedClusters(listed[0].FirstEntry, listed.Sum(c => c.EntryCount), listed.Count, place, key));
            _saved = _clusters.Count;
        }
        if (!isLast) return;
        _clusters.Clear();
        (_saved, _joined) = (0, _groups.Count);
    }

    private async Task<(EnvelopePlace Place, RecordKey Key)> AppendAsync(byte[] envelope, CancellationToken cancellationToken)
    {
        RecordKey key = await tables.AppendAsync(
            BlobKey.Of(0, 0, 0, 0), buffer => buffer.Write(envelope), compression, cancellationToken).ConfigureAwait(false);
        return (new EnvelopePlace(key.Seek + key.Length, key.StoredBytes, key.PlainBytes), key);
    }
}
