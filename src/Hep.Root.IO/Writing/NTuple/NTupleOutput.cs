using Hep.Jagged;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>Writes entries as an RNTuple: pages by cluster.</summary>
internal sealed class NTupleOutput : EntryOutput
{
    private readonly TreePlan _plan;
    private readonly PageForm _form;
    private readonly CollectionCheck _check;
    private FieldPlan? _fields;                             // once the first columns are seen
    private NTupleRecord? _record;                          // with them
    private long[] _before = [];                            // elements of each column before the open cluster
    private long _entries, _clusterStart;

    public NTupleOutput(TreePlan plan) : base(plan)
    {
        _plan = plan;
        _form = new PageForm(plan.Options.BasketBytes, IsSplit: plan.Compression != RootCompression.None);
        _check = new CollectionCheck(plan.Schema, plan.Options.CounterOf);
        FieldTree.Of(plan.Schema);                          // what cannot be written is refused at once
    }

    public override string ClassName => AnchorRecord.ClassName;

    public override void Check(IReadOnlyList<Column> columns)
    {
        _check.Check(columns, _plan.Clusters.EntryCount);
        foreach (SharedList list in Plan(columns).Shared) list.Check(columns, _plan.Clusters.EntryCount);
    }

    public override async ValueTask AppendAsync(IReadOnlyList<Column> columns, int from, int to, CancellationToken cancellationToken)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            (int first, int end) = (from, to);
            foreach (FieldStep step in Plan(columns).Paths[i])
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
            PageColumn column = _fields!.Columns[i];
            IReadOnlyList<WrittenPage> written = await column.EndClusterAsync(Queue, cancellationToken).ConfigureAwait(false);
            pages.Add(new WrittenPages(written, _before[i], _plan.Compression.Code));
            _before[i] = column.ElementCount;
        }
        _record!.Add(new ClusterPages(_clusterStart, _entries - _clusterStart, pages));
        _clusterStart = _entries;
    }

    public override void End() => _record?.End();

    public override Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken)
    {
        Plan([]);
        return _record!.WriteAsync(key, cancellationToken);
    }

    protected override void Dispose()
    {
        foreach (PageColumn column in _fields?.Columns ?? []) column.Dispose();
    }

    private FieldPlan Plan(IReadOnlyList<Column> seen)
    {
        if (_fields is not null) return _fields;
        _fields = new FieldPlan(_plan.Schema, _plan.Options, seen, _form);
        _before = new long[_fields.Columns.Count];
        byte[] header = Envelopes.Header(_plan.Name, _plan.Options.Title, _fields).Seal(out ulong checksum);
        _record = new NTupleRecord(_plan.Tables, _plan.Directory, _plan.Compression, header, checksum, Envelopes.NoExtension());
        return _fields;
    }
}
