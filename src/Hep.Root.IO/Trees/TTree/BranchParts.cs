using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>The branches that the columns of a stream are read of.</summary>
internal sealed class BranchParts : TreeParts
{
    private readonly BranchReader[] _branches;
    private readonly DecoderRun[] _counted;
    private readonly CountReader _counts;

    /// <param name="tree">The tree.</param>
    /// <param name="schema">The columns of a batch.</param>
    /// <param name="decoded">Those of them that are read here.</param>
    /// <param name="collections">Which of the columns are of one collection.</param>
    /// <param name="records">The file.</param>
    /// <param name="budget">The memory of the stream.</param>
    public BranchParts(
        TreeMetadata tree, Schema schema, Schema decoded, Collections collections, RecordReader records, ReadBudget budget)
    {
        _counts = new CountReader(records, tree, budget);
        _branches = [.. ByBranch(schema, decoded, tree).Select(columns =>
            new BranchReader(columns[0].Program.Branch, Runs(columns, collections), records, budget, _counts))];
        _counted = [.. _branches.SelectMany(b => b.Runs).Where(r => r.Program.Needs is not null)];
    }

    public override IReadOnlyList<PartReader> Parts => _branches;

    public override async ValueTask PlanAsync(BatchDraft draft, CancellationToken cancellationToken)
    {
        foreach (BranchReader branch in _branches) branch.Plan(draft);
        if (_counted.Length == 0) return;
        BranchCounts counts = new();
        draft.Pieces = counts;
        foreach (DecoderRun run in _counted)
            counts.Add(run, await _counts.ReadAsync(run.Program.Needs!, run.Program, draft.Window, draft.Entries, cancellationToken)
                .ConfigureAwait(false));
    }

    public override void Dispose()
    {
        foreach (BranchReader branch in _branches) branch.Dispose();
        _counts.Dispose();
    }

    // A branch of several leaves, or of a class, holds several columns.
    private static List<List<(ColumnProgram Program, int Target)>> ByBranch(Schema schema, Schema decoded, TreeMetadata tree)
    {
        Dictionary<Branch, List<(ColumnProgram, int)>> branches = new(schema.Count, ReferenceEqualityComparer.Instance);
        for (int target = 0; target < schema.Count; target++)
        {
            if (decoded.Count < schema.Count && !decoded.TryGet(schema[target].Name, out _)) continue;
            ColumnProgram program = tree.Programs[schema[target].Name];
            ref List<(ColumnProgram, int)>? columns =
                ref CollectionsMarshal.GetValueRefOrAddDefault(branches, program.Branch, out _);
            (columns ??= new(1)).Add((program, target));
        }
        return [.. branches.Values];
    }

    private static DecoderRun[] Runs(List<(ColumnProgram Program, int Target)> columns, Collections collections) => columns.Count == 1
        ? [new DecoderRun(columns, collections)]
        : [.. columns.GroupBy(c => c.Program.Decoder, ReferenceEqualityComparer.Instance)
            .Select(run => new DecoderRun([.. run], collections))];
}
