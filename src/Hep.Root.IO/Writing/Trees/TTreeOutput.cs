using Hep.Jagged;
using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Branches;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Writing.Trees;

/// <summary>Writes entries as a TTree: baskets of each branch, and an object that knows their places.</summary>
internal sealed class TTreeOutput : EntryOutput
{
    private readonly TreePlan _plan;
    private readonly BranchWriter[] _branches;
    private readonly CollectionCheck _check;
    private readonly TreeRecord _record;

    public TTreeOutput(TreePlan plan) : base(plan)
    {
        _plan = plan;
        (string name, int basketBytes, long seek) = (plan.Name, plan.Options.BasketBytes, plan.Directory.Key.Seek);
        IReadOnlyList<PlannedBranch> planned = BranchPlanner.Plan(plan.Schema, plan.Options);
        _branches = [.. planned.Select(p => new BranchWriter(p, new BasketKey(p.Form.Name, name, seek), basketBytes))];
        _check = new CollectionCheck(plan.Schema, column => BranchPlanner.CounterOf(column, plan.Options));
        _record = new TreeRecord(plan.Options.Title, plan.Compression, basketBytes);
    }

    public override string ClassName => "TTree";

    public override void Check(IReadOnlyList<Column> columns) => _check.Check(columns, _plan.Clusters.EntryCount);

    public override async ValueTask AppendAsync(IReadOnlyList<Column> columns, int from, int to, CancellationToken cancellationToken)
    {
        foreach (BranchWriter branch in _branches)
            await AppendAsync(branch, columns[branch.Column], from, to, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask EndClusterAsync(CancellationToken cancellationToken)
    {
        foreach (BranchWriter branch in _branches) await branch.FlushAsync(Queue, cancellationToken).ConfigureAwait(false);
    }

    public override Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken)
    {
        _plan.Tables.Describe(ClassName);
        foreach (BranchForm form in _branches.Select(b => b.Form))
        {
            _plan.Tables.Describe(form.ClassName);
            _plan.Tables.Describe(form.LeafClass);
            if (form.VectorDepth > 0) _plan.Tables.Describe(form.VectorName);
        }
        return _plan.Tables.AddAsync(
            _plan.Directory, key, buffer => _record.Write(buffer, _plan.Name, _branches, _plan.Clusters), cancellationToken);
    }

    protected override void Dispose()
    {
        foreach (BranchWriter branch in _branches) branch.Dispose();
    }

    private async ValueTask AppendAsync(BranchWriter branch, Column column, int from, int to, CancellationToken cancellationToken)
    {
        try
        {
            await branch.AppendAsync(column, from, to, Queue, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure) when (failure.File is null)
        {
            throw failure.In(_plan.Tables.File.Path, $"{_plan.Name}.{branch.Form.Name}");
        }
    }
}
