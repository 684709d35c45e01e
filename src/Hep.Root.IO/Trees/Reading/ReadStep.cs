using Hep.Root.IO.Bytes;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>
/// Records that are fetched together, and the batch that they go into: the unit between planning and decoding. Who decodes a step fetches
/// it before, so that its records are in the cache of the processor that wants them.
/// </summary>
/// <param name="draft">The batch.</param>
/// <param name="items">What is decoded; the records of one part stand in their order.</param>
/// <param name="reader">Lives until the step is disposed.</param>
internal sealed class ReadStep(BatchDraft draft, ArraySegment<ReadItem> items, BatchReader reader) : IDisposable
{
    private readonly ReadPlan _plan = new(items.Count);
    private Dictionary<int, IDisposable>? _beside;
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

    /// <summary>Fetches the records, and what some of them cannot be loaded without.</summary>
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
                    if (item.Place is { } place) item.Reader.Ask(place, _plan);
                await _plan.ReadAsync(reader.Records.Source, cancellationToken).ConfigureAwait(false);
            }
            catch (RootException failure) when (!Draft.Activity.Notes(failure))
            {
                string more = items.Count > 1 ? $" and {items.Count - 1} more" : "";
                throw failure.In(reader.Records.Source.Location, $"the records of {items[0].Reader.Label}{more}");
            }
            for (int item = 0; item < items.Count; item++)
                if (items[item].Place is { } place
                    && await items[item].Reader.FetchBesideAsync(place, _plan, cancellationToken).ConfigureAwait(false) is { } beside)
                    (_beside ??= []).Add(item, beside);
        }
        finally
        {
            EndFetching();
        }
    }

    /// <summary>Loads the record of an item; null where it has none.</summary>
    public LoadedBasket? Load(int item, LoadedBasket scratch)
    {
        if (items[item].Place is not { } place) return null;
        try
        {
            return items[item].Reader.Load(place, _plan, _beside?.GetValueOrDefault(item), scratch);
        }
        catch (Exception failure) when (Draft.Activity.Notes(failure))
        {
            throw;
        }
    }

    /// <summary>Decodes the record of an item; those of one part in their order.</summary>
    public void Decode(int item, LoadedBasket? record)
    {
        try
        {
            items[item].Reader.Decode(Draft, items[item], record);
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
        if (_beside is not null)
            foreach (IDisposable beside in _beside.Values) beside.Dispose();
    }

    private void EndFetching()
    {
        if (_needsFile) reader.Fetched();
        _needsFile = false;
    }
}
