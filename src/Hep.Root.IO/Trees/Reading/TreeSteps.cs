using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Files;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>A range of a tree's entries as steps, batch after batch.</summary>
/// <param name="records">The file.</param>
/// <param name="tree">The tree.</param>
/// <param name="readable">All its columns that can be read.</param>
/// <param name="source">What its entries are called.</param>
internal sealed class TreeSteps(RecordReader records, TreeDescription tree, Schema readable, EntrySource source)
{
    /// <summary>The columns that are wanted.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The entries.</summary>
    public required EntryRange Range { get; init; }

    /// <summary>Entries of a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Batches that may be in the making besides the one that is consumed.</summary>
    public required int BatchesAhead { get; init; }

    /// <summary>The cut, and the bounds of memory.</summary>
    public required ReadOptions Options { get; init; }

    /// <summary>The memory of the baskets; when all is read, or given up, nothing is left in it.</summary>
    public ReadBudget Budget => field ??= new ReadBudget(Options.MemoryBudget, records.Limits.MaxLoadedBytes);

    /// <summary>What each batch becomes, where it has to become something else; the batch is its own.</summary>
    public Func<EntryBatch, EntryBatch>? Then { get; init; }

    /// <summary>All steps were given, and none of them needs the file any more.</summary>
    public Task WhenFetched { get; private set; } = Task.CompletedTask;

    /// <summary>The steps. Who receives one fetches and disposes it, and its batch.</summary>
    public async IAsyncEnumerable<ReadStep> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using RangeSteps ranges = Begin();
        await foreach (ReadStep step in ranges.ReadAsync(Range, cancellationToken).ConfigureAwait(false)) yield return step;
    }

    /// <summary>The same for ranges that come one by one; once a tree, and disposed when the last was read.</summary>
    public RangeSteps Begin()
    {
        EntryCut? cut = Options.Where is { } where ? new EntryCut(where, readable, records, tree, source, Budget) : null;
        Schema decoded = cut is null ? Schema : new Schema(Schema.Where(c => !cut.Columns.TryGet(c.Name, out _)));
        BatchReader reader = new(records, tree, Schema, decoded, source, Budget);
        WhenFetched = reader.WhenFetched;
        return new RangeSteps(reader, cut, BatchSize, Then);
    }
}
