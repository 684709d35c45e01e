using Hep.Jagged;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>Writes entries as an RNTuple: pages by cluster.</summary>
internal sealed class NTupleOutput : EntryOutput
{
    private readonly TreePlan _plan;
    private readonly FieldPlan _fields;
    private readonly NTupleRecord _record;
    private readonly long[] _before;                        // elements of each column before the open cluster
    private long _entries, _clusterStart;

    public NTupleOutput(TreePlan plan) : base(plan)
    {
        _plan = plan;
        _fields = new FieldPlan(plan.Schema, new PageForm(plan.Options.BasketBytes, IsSplit: plan.Compression != RootCompression.None));
        _before = new long[_fields.Columns.Count];
        byte[] header = Envelopes.Header(plan.Name, plan.Options.Title, _fields).Seal(out ulong checksum);
        _record = new NTupleRecord(plan.Tables, plan.Directory, plan.Compression, header, checksum, Envelopes.NoExtension());
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
            IReadOnlyList<WrittenPage> written = await column.EndClusterAsync(Queue, cancellationToken).ConfigureAwait(false);
            pages.Add(new WrittenPages(written, _before[i], _plan.Compression.Code));
            _before[i] = column.ElementCount;
        }
        _record.Add(new ClusterPages(_clusterStart, _entries - _clusterStart, pages));
        _clusterStart = _entries;
    }

    public override Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken) =>
        _record.WriteAsync(key, cancellationToken);

    protected override void Dispose()
    {
        foreach (PageColumn column in _fields.Columns) column.Dispose();
    }
}
