using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// Baskets that are fetched together, and the batch that they go into: the unit between planning and decoding. Who decodes a step fetches
/// it before, so that its records are in the cache of the processor that wants them.
/// </summary>
/// <param name="draft">The batch.</param>
/// <param name="items">What is decoded; the baskets of one branch stand in their order.</param>
/// <param name="reader">Lives until the step is disposed.</param>
internal sealed class ReadStep(BatchDraft draft, ArraySegment<ReadItem> items, BatchReader reader) : IDisposable
{
    private readonly ReadPlan _plan = new(items.Count);
    private Dictionary<int, Column<int>>? _counts;
    private bool _needsFile = true;
    private Task? _fetching;

    public BatchDraft Draft { get; } = draft;

    public ArraySegment<ReadItem> Items => items;

    /// <summary>Whether the batch is complete behind this step.</summary>
    public required bool EndsBatch { get; init; }

    /// <summary>What the file wants to have on its way at once.</summary>
    public long BytesAhead => reader.BytesAhead;

    /// <summary>Stored bytes that were asked for before the step was wanted.</summary>
    public long BytesOnTheWay { get; private set; }

    /// <summary>What was begun before the step was wanted.</summary>
    public Task Fetching => _fetching ?? Task.CompletedTask;

    /// <summary>Asks for the records before the step is wanted; a failure is told when it is.</summary>
    /// <returns>Their bytes.</returns>
    public long BeginFetching(CancellationToken cancellationToken)
    {
        foreach (ReadItem item in items) BytesOnTheWay += item.Place?.RecordBytes ?? 0;
        _fetching = ReadRecordsAsync(cancellationToken).AsTask();
        return BytesOnTheWay;
    }

    /// <summary>Fetches the records of the baskets, and the counts that some of them cannot be told apart without.</summary>
    public ValueTask FetchAsync(CancellationToken cancellationToken) =>
        _fetching is { } begun ? JoinAsync(begun, cancellationToken) : ReadRecordsAsync(cancellationToken);

    /// <summary>Gives back a step that nobody wants any more, and its batch.</summary>
    public async ValueTask AbandonAsync()
    {
        if (_fetching is not null) await _fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
        Draft.Dispose();
    }

    // Waits to the end even where the caller gives up, who cancels what was begun: nothing may be written into memory that was given back.
    private static async ValueTask JoinAsync(Task begun, CancellationToken cancellationToken)
    {
        try
        {
            await begun.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private async ValueTask ReadRecordsAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (items.Count == 0) return;              // a cut has read all the columns that are wanted
            try
            {
                foreach (ReadItem item in items)
                    if (item.Place is { Embedded: null } place) Ask(item.Reader, place, reader.Records);
                await _plan.ReadAsync(reader.Records.Source, cancellationToken).ConfigureAwait(false);
            }
            catch (RootException failure) when (!Draft.Activity.Notes(failure))
            {
                string more = items.Count > 1 ? $" and {items.Count - 1} more" : "";
                throw failure.In(reader.Records.Source.Location, $"the baskets of branch '{items[0].Reader.Branch.Name}'{more}");
            }
            for (int item = 0; item < items.Count; item++)
                if (LacksOffsets(items[item].Place)
                    && await reader.Counts.ReadForAsync(items[item], cancellationToken).ConfigureAwait(false) is { } counts)
                    (_counts ??= []).Add(item, counts);
        }
        finally
        {
            EndFetching();
        }
    }

    /// <summary>Loads the basket of an item; null where it has none.</summary>
    public LoadedBasket? Load(int item, LoadedBasket scratch)
    {
        (BranchReader branch, BasketPlace? place, _, _, _) = items[item];
        if (place is null) return null;
        ReadOnlyMemory<byte> record = place.Embedded is null ? Record(place) : default;
        try
        {
            return branch.Load(place, record, _counts?.GetValueOrDefault(item), scratch);
        }
        catch (Exception failure) when (Draft.Activity.Notes(failure))
        {
            throw;
        }
    }

    /// <summary>Decodes the basket of an item; those of one branch in their order.</summary>
    public void Decode(int item, LoadedBasket? basket)
    {
        (BranchReader branch, _, _, long storedBytes, bool isLast) = items[item];
        try
        {
            branch.Decode(Draft, basket, storedBytes, isLast);
        }
        catch (Exception failure) when (Draft.Activity.Notes(failure))
        {
            throw;
        }
    }

    /// <summary>Loads and decodes all items, one after the other.</summary>
    public void DecodeAll(LoadedBasket scratch, CancellationToken cancellationToken)
    {
        for (int item = 0; item < items.Count; item++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Decode(item, Load(item, scratch));
        }
    }

    /// <summary>Whether its records were given back.</summary>
    public bool IsDisposed { get; private set; }

    public void Dispose()
    {
        IsDisposed = true;
        EndFetching();
        reader.Release();
        _plan.Dispose();
        if (_counts is not null)
            foreach (Column<int> counts in _counts.Values) counts.Dispose();
    }

    // The writer may leave them out where another column counts.
    private bool LacksOffsets(BasketPlace? place) => place is not null
        && (place.Embedded is { } embedded ? embedded.Header.GeneratesOffsets : BasketLoader.LacksOffsets(Record(place).Span));

    private void EndFetching()
    {
        if (_needsFile) reader.Fetched();
        _needsFile = false;
    }

    private void Ask(BranchReader reader, BasketPlace place, RecordReader records)
    {
        if (place.Seek == 0)
            throw new RootException($"Basket {place.Index} of branch '{reader.Branch.Name}' (entries {place.FirstEntry} to "
                + $"{place.EndEntry}) is neither on disk nor in the tree: the file was not closed.")
            { File = records.Source.Location, Object = reader.Branch.Name };
        _plan.Add(records.Source, place.Seek, place.RecordBytes);
    }

    private ReadOnlyMemory<byte> Record(BasketPlace place) => _plan.Get(place.Seek, place.RecordBytes);
}
