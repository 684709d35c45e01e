using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Reads batches of columns in steps: baskets of a range of entries that lie together are fetched together, and each is decompressed and
/// decoded straight into its column. There is no await below the fetch.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly TreeMetadata _tree;
    private readonly Schema _schema;
    private readonly Collections _collections;
    private readonly EntrySource _source;
    private readonly BasketBudget _budget;
    private readonly BranchReader[] _branches;
    private readonly DecoderRun[] _counted;
    private readonly StepPlanner _planner;
    private readonly TaskCompletionSource _fetched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _planned;
    private int _uses = 1;
    private int _fetching = 1;

    /// <param name="records">The file.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="schema">The columns of a batch.</param>
    /// <param name="decoded">Those of them that are read here.</param>
    /// <param name="source">What the entries are called.</param>
    /// <param name="budget">The memory of the stream.</param>
    public BatchReader(
        RecordReader records, TreeMetadata tree, Schema schema, Schema decoded, EntrySource source, BasketBudget budget)
    {
        Records = records;
        _tree = tree;
        _schema = schema;
        _collections = new Collections(schema);
        _source = source;
        _budget = budget;
        _branches = [.. ByBranch(schema, decoded, tree).Select(NewReader)];
        _counted = [.. _branches.SelectMany(b => b.Runs).Where(r => r.Program.Needs is not null)];
        Counts = new CountReader(records, tree, budget);
        _planner = new StepPlanner(_branches);
    }

    /// <summary>The file.</summary>
    public RecordReader Records { get; }

    /// <summary>What the file wants to have on its way while other records are decoded, within the memory of the stream.</summary>
    public long BytesAhead => Math.Min(Records.Source.BytesAhead, _budget.Bytes / 4);

    /// <summary>Reads what counts the values of others.</summary>
    public CountReader Counts { get; }

    /// <summary>A batch to be read next.</summary>
    /// <param name="window">The entries that it stands for.</param>
    /// <param name="entries">Those of them that are wanted.</param>
    /// <param name="hasNext">Whether more follow.</param>
    public BatchDraft Draft(EntryRange window, EntryRange[] entries, bool hasNext) =>
        new(_schema, _collections, _source, window, entries) { HasNext = hasNext };

    /// <summary>The same for a batch that somebody gets to see.</summary>
    public BatchDraft Draft(EntryRange window, EntryRange[] entries, bool hasNext, ILogger logger, Func<EntryBatch, EntryBatch>? then) =>
        new(_schema, _collections, _source, window, entries)
        {
            HasNext = hasNext,
            Then = then,
            Logger = logger,
            Activity = ReadingActivity.StartBatch(Records.Source.Location, _source.Tree, window.First, window.Count),
        };

    /// <summary>
    /// The steps of a batch, at least one, in the order in which those of one branch are decoded. Who receives a step fetches and disposes
    /// it, and the batch with it, which is disposed here where no step came.
    /// </summary>
    public async IAsyncEnumerable<ReadStep> StepsAsync(BatchDraft draft, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isGiven = false;
        try
        {
            draft.BeginsRange |= draft.Window.First < _planned;
            if (draft.BeginsRange)
                foreach (BranchReader branch in _branches) branch.Jump();
            _planned = draft.Window.End;
            foreach (BranchReader branch in _branches) branch.Plan(draft);
            foreach (DecoderRun run in _counted)
                (draft.Counts ??= [])[run] = await Counts.ReadAsync(
                    run.Program.Needs!, run.Program, draft.Window, draft.Entries, cancellationToken).ConfigureAwait(false);
            foreach (ReadStep step in _planner.Steps(draft, this))
            {
                Interlocked.Increment(ref _uses);
                Interlocked.Increment(ref _fetching);
                isGiven = true;
                yield return step;
            }
        }
        finally
        {
            if (!isGiven) draft.Dispose();
        }
    }

    /// <summary>Reads and decodes a batch on the caller's thread.</summary>
    public async ValueTask<EntryBatch> ReadAsync(BatchDraft draft, LoadedBasket scratch, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ReadStep step in StepsAsync(draft, cancellationToken).ConfigureAwait(false))
                using (step)
                {
                    await step.FetchAsync(cancellationToken).ConfigureAwait(false);
                    step.DecodeAll(scratch, cancellationToken);
                }
            return draft.Complete();
        }
        finally
        {
            draft.Dispose();
        }
    }

    /// <summary>Ends planning; memory is given back once all steps are decoded.</summary>
    public void Dispose()
    {
        Fetched();
        Release();
    }

    /// <summary>Planning has ended, and no step needs the file any more.</summary>
    public Task WhenFetched => _fetched.Task;

    /// <summary>A step was fetched, or will not be.</summary>
    public void Fetched()
    {
        if (Interlocked.Decrement(ref _fetching) == 0) _fetched.SetResult();
    }

    /// <summary>A step was decoded.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) > 0) return;
        foreach (BranchReader branch in _branches) branch.Dispose();
        Counts.Dispose();
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

    private BranchReader NewReader(List<(ColumnProgram Program, int Target)> columns)
    {
        DecoderRun[] runs = columns.Count == 1
            ? [new DecoderRun(columns, _collections)]
            : [.. columns.GroupBy(c => c.Program.Decoder, ReferenceEqualityComparer.Instance)
                .Select(run => new DecoderRun([.. run], _collections))];
        return new BranchReader(columns[0].Program.Branch, runs, Records, _budget);
    }
}
