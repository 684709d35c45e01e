using Hep.Jagged;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>Writes entries as an RNTuple: pages by cluster, a list of them at each save, and footer and anchor anew.</summary>
internal sealed class NTupleOutput : EntryOutput
{
    private readonly TreePlan _plan;
    private readonly FieldPlan _fields;
    private readonly List<ClusterPages> _clusters = [];     // since the last save
    private readonly List<SavedClusters> _groups = [];
    private readonly long[] _before;                        // elements of each column before the open cluster
    private EnvelopePlace? _header;
    private RecordKey? _footer;
    private ulong _headerChecksum;
    private long _entries, _clusterStart;

    public NTupleOutput(TreePlan plan) : base(plan)
    {
        _plan = plan;
        _fields = new FieldPlan(plan.Schema, new PageForm(plan.Options.BasketBytes, IsSplit: plan.Compression != RootCompression.None));
        _before = new long[_fields.Columns.Count];
    }

    public override string ClassName => AnchorRecord.ClassName;

    public override async ValueTask AppendAsync(IReadOnlyList<Column> columns, int from, int to, CancellationToken cancellationToken)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            (int first, int end) = (from, to);
            foreach (FieldStep step in _fields.Paths[i])
            {
                if (step.Column is { } column)
                    await column.AppendAsync(columns[i], first, end, Queue, cancellationToken).ConfigureAwait(false);
                (first, end) = step.Next(columns[i], first, end);
            }
        }
        _entries += to - from;
    }

    public override async ValueTask EndClusterAsync(CancellationToken cancellationToken)
    {
        if (_entries == _clusterStart) return;
        List<WrittenPages> pages = [];
        for (int i = 0; i < _before.Length; i++)
        {
            PageColumn column = _fields.Columns[i];
            pages.Add(await column.EndClusterAsync(_before[i], Queue, cancellationToken).ConfigureAwait(false));
            _before[i] = column.ElementCount;
        }
        _clusters.Add(new ClusterPages(_clusterStart, _entries - _clusterStart, pages));
        _clusterStart = _entries;
    }

    public override async Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken)
    {
        _plan.Tables.Describe(ClassName);
        if (_header is null)
        {
            byte[] header = Envelopes.Header(_plan.Name, _plan.Options.Title, _fields).Seal(out _headerChecksum);
            (_header, _) = await AppendAsync(header, cancellationToken).ConfigureAwait(false);
        }
        if (_clusters.Count > 0) await WritePageListAsync(cancellationToken).ConfigureAwait(false);
        if (_footer is not null) _plan.Tables.Forget(_footer);
        (EnvelopePlace footer, _footer) =
            await AppendAsync(Envelopes.Footer(_headerChecksum, _groups).Seal(out _), cancellationToken).ConfigureAwait(false);
        return await _plan.Tables.AddAsync(_plan.Directory, key, buffer => AnchorRecord.Write(buffer, _header, footer), cancellationToken)
            .ConfigureAwait(false);
    }

    protected override void Dispose()
    {
        foreach (PageColumn column in _fields.Columns) column.Dispose();
    }

    private async Task WritePageListAsync(CancellationToken cancellationToken)
    {
        byte[] list = Envelopes.PageList(_headerChecksum, _plan.Compression, _clusters).Seal(out _);
        (EnvelopePlace place, _) = await AppendAsync(list, cancellationToken).ConfigureAwait(false);
        long first = _clusters[0].FirstEntry;
        _groups.Add(new SavedClusters(first, _entries - first, _clusters.Count, place));
        _clusters.Clear();
    }

    private async Task<(EnvelopePlace Place, RecordKey Key)> AppendAsync(byte[] envelope, CancellationToken cancellationToken)
    {
        RecordKey key = await _plan.Tables.AppendAsync(
            BlobKey.Of(0, 0, 0, 0), buffer => buffer.Write(envelope), _plan.Compression, cancellationToken).ConfigureAwait(false);
        return (new EnvelopePlace(key.Seek + key.Length, key.StoredBytes, key.PlainBytes), key);
    }
}
