using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// Reads batches of columns in steps: records of a range of entries that lie together are fetched together, and each is decompressed and
/// decoded straight into its column. There is no await below the fetch.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly Schema _schema;
    private readonly Collections _collections;
    private readonly EntrySource _source;
    private readonly ReadBudget _budget;
    private readonly TreeParts _parts;
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
        RecordReader records, TreeDescription tree, Schema schema, Schema decoded, EntrySource source, ReadBudget budget)
    {
        Records = records;
        _schema = schema;
        _collections = new Collections(schema);
        _source = source;
        _budget = budget;
        _parts = tree.NewParts(schema, decoded, _collections, records, budget);
        _planner = new StepPlanner(_parts.Parts);
    }

    /// <summary>The file.</summary>
    public RecordReader Records { get; }

    /// <summary>What the file wants to have on its way while other records are decoded, within the memory of the stream.</summary>
    public long BytesAhead => Math.Min(Records.Source.BytesAhead, _budget.Bytes / 4);

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
    /// The steps of a batch, at least one, in the order in which those of one part are decoded. Who receives a step fetches and disposes
    /// it, and the batch with it, which is disposed here where no step came.
    /// </summary>
    public async IAsyncEnumerable<ReadStep> StepsAsync(BatchDraft draft, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isGiven = false;
        try
        {
            draft.BeginsRange |= draft.Window.First < _planned;
            if (draft.BeginsRange)
                foreach (PartReader part in _parts.Parts) part.Jump();
            _planned = draft.Window.End;
            await _parts.PlanAsync(draft, cancellationToken).ConfigureAwait(false);
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
        _parts.Dispose();
    }
}
