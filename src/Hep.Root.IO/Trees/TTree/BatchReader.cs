using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Reads batches of columns in steps: the baskets of a range of entries, a cluster of them at a time, are fetched together, and each is
/// decompressed and decoded straight into its column. There is no await below the fetch.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly RecordReader _records;
    private readonly TreeMetadata _tree;
    private readonly Schema _schema;
    private readonly EntrySource _source;
    private readonly BasketBudget _budget;
    private readonly BranchReader[] _branches;
    private readonly CountReader _counts;
    private readonly StepPlanner _planner;
    private long _planned;

    public BatchReader(RecordReader records, TreeMetadata tree, Schema schema, EntrySource source, BasketBudget budget)
    {
        _records = records;
        _tree = tree;
        _schema = schema;
        _source = source;
        _budget = budget;
        _branches = [.. schema.Select((c, target) => (Program: tree.Programs[c.Name], Target: target))
            .GroupBy(c => c.Program.Branch, ReferenceEqualityComparer.Instance)
            .Select(branch => NewReader(branch.First().Program.Branch, branch))];
        _counts = new CountReader(records, tree, budget);
        _planner = new StepPlanner(_branches);
    }

    /// <summary>A batch of consecutive entries, to be read next.</summary>
    public BatchDraft Draft(EntryRange window, bool hasNext) => Draft(window, [window], hasNext);

    /// <summary>A batch of some entries of a window, to be read next.</summary>
    public BatchDraft Draft(EntryRange window, EntryRange[] entries, bool hasNext) => new(_schema, _source, window, entries)
    {
        HasNext = hasNext,
    };

    /// <summary>The steps of a batch, at least one, each fetched when it is asked for; who receives a step disposes it.</summary>
    public async IAsyncEnumerable<ReadStep> StepsAsync(BatchDraft draft, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (draft.Window.First < _planned)
            foreach (BranchReader branch in _branches) branch.Rewind();
        _planned = draft.Window.End;
        foreach (BranchReader branch in _branches) branch.Plan(draft);
        foreach (DecoderRun run in _branches.SelectMany(b => b.Runs))
            if (run.Program.Needs is { } counter)
                (draft.Counts ??= [])[run] = await _counts.ReadAsync(counter, run.Program, draft.Window, draft.Entries, cancellationToken)
                    .ConfigureAwait(false);
        foreach (ReadStep step in _planner.Steps(draft))
        {
            try
            {
                await step.FetchAsync(_records, cancellationToken).ConfigureAwait(false);
                foreach (int item in step.WithoutOffsets())
                    if (await _counts.ReadForAsync(step.Items[item], cancellationToken).ConfigureAwait(false) is { } counts)
                        step.SetCounts(item, counts);
            }
            catch
            {
                step.Dispose();
                throw;
            }
            yield return step;
        }
    }

    /// <summary>Reads and decodes a batch on the caller's thread.</summary>
    public async ValueTask<EntryBatch> ReadAsync(BatchDraft draft, LoadedBasket scratch, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ReadStep step in StepsAsync(draft, cancellationToken).ConfigureAwait(false))
                using (step)
                    for (int item = 0; item < step.Items.Count; item++)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        step.Decode(item, scratch);
                    }
            return draft.Complete();
        }
        finally
        {
            draft.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (BranchReader branch in _branches) branch.Dispose();
        _counts.Dispose();
    }

    private BranchReader NewReader(Branch branch, IEnumerable<(ColumnProgram Program, int Target)> columns) => new(branch,
        [.. columns.GroupBy(c => c.Program.Decoder, ReferenceEqualityComparer.Instance).Select(run => new DecoderRun([.. run]))],
        _records, _budget);
}
