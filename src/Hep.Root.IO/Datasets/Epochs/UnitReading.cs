using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Datasets.Catalogs;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Reads units one after the other, in as many batches as they need.</summary>
/// <param name="files">The files.</param>
/// <param name="steps">Makes the steps of a file that was opened.</param>
/// <param name="threads">Threads that read.</param>
internal sealed class UnitReading(EpochFiles files, Func<OpenFile, TreeSteps> steps, int threads)
{
    // Some round trips to open a file, during which its predecessors are read.
    private const int RemoteUnitsAhead = 16;

    /// <summary>The batches of the units, none of which lies across two.</summary>
    /// <param name="units">Planned ahead, on another thread.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<ReadPart> ReadAsync(
        IAsyncEnumerable<ReadUnit> units, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (EntryBatch batch in Run(Planned(), cancellationToken).ConfigureAwait(false)) yield return new ReadPart(batch, 0);

        async IAsyncEnumerable<ReadUnit> Planned()
        {
            await foreach (ReadUnit unit in units.ConfigureAwait(false))
            {
                yield return unit;
                if (unit.EndsFile) files.Forget(unit.File);
            }
        }
    }

    /// <summary>
    /// The same where files may be skipped: when one cannot be read, reading begins again behind what was given, without the rest of it.
    /// </summary>
    public async IAsyncEnumerable<ReadPart> ReadWhatCanBeAsync(
        IAsyncEnumerable<ReadUnit> units, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        PlannedUnits planned = new(units.GetAsyncEnumerator(cancellationToken), files);
        await using var ending = planned.ConfigureAwait(false);
        for (bool isDone = false; !isDone;)
        {
            IAsyncEnumerator<EntryBatch> batches = Run(planned.ReadAsync(), cancellationToken).GetAsyncEnumerator(cancellationToken);
            RootException? failure = null;
            await using (batches.ConfigureAwait(false))
                while (failure is null && !isDone)
                {
                    try
                    {
                        isDone = !await batches.MoveNextAsync().ConfigureAwait(false);
                    }
                    catch (RootException caught) when (!planned.HasFailed)
                    {
                        failure = caught;
                        continue;
                    }
                    EntryBatch? waiting = isDone ? null : batches.Current;
                    try
                    {
                        while (planned.TakeLost() is { } lost) yield return new ReadPart(null, lost);
                        if (waiting is null) break;
                        EntryBatch given = waiting;
                        waiting = null;
                        planned.Give(given.EntryCount);
                        yield return new ReadPart(given, 0);
                    }
                    finally
                    {
                        waiting?.Dispose();         // the stream was left with what is lost
                    }
                }
            if (failure is not null && !planned.SkipFirst(failure)) throw failure;
        }
    }

    private IAsyncEnumerable<EntryBatch> Run(IAsyncEnumerable<ReadUnit> units, CancellationToken cancellationToken) => BatchPump.Run(
        new UnitSteps(OpenAsync, files.AreRemote ? RemoteUnitsAhead : 1).ReadAsync(units, cancellationToken), threads,
        BatchPump.UsualBatchesAhead(threads), cancellationToken);

    private async Task<(IAsyncDisposable File, TreeSteps Steps)> OpenAsync(int place, CancellationToken cancellationToken)
    {
        OpenFile open = await files.OpenAsync(place, cancellationToken).ConfigureAwait(false);
        try
        {
            return (open, steps(open));
        }
        catch
        {
            await open.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>What reading gives: a batch, or the news that so many entries that should come here will not.</summary>
internal readonly record struct ReadPart(EntryBatch? Batch, long Lost);
