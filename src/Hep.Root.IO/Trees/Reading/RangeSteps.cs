using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Root.IO.Trees.Reading;

/// <summary>Ranges of a tree's entries as steps, one range after the other, in any order.</summary>
/// <param name="reader">Reads them.</param>
/// <param name="cut">Which entries are wanted; null: all.</param>
/// <param name="batchSize">Entries of a batch; the last of a range may have fewer.</param>
/// <param name="then">What each batch becomes; null: it stays.</param>
internal sealed class RangeSteps(BatchReader reader, EntryCut? cut, int batchSize, Func<EntryBatch, EntryBatch>? then) : IDisposable
{
    /// <summary>The steps of a range. Who receives one fetches and disposes it, and its batch.</summary>
    public async IAsyncEnumerable<ReadStep> ReadAsync(EntryRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool begins = true;
        for (long first = range.First, next; first < range.End; first = next)
        {
            next = first + Math.Min(batchSize, range.End - first);
            cancellationToken.ThrowIfCancellationRequested();
            EntryRange window = new(first, next);
            bool hasNext = window.End < range.End;
            (EntryRange[] entries, EntryBatch? kept) = cut is null
                ? ([window], null)
                : await cut.ReadAsync(window, first == range.First, hasNext, cancellationToken).ConfigureAwait(false);
            using (kept)
            {
                if (entries.Length == 0) continue;
                BatchDraft draft = reader.Draft(window, entries, hasNext, reader.Records.Options.Logger, then);
                (draft.BeginsRange, begins) = (begins, false);
                if (kept is not null) draft.Take(kept);
                await foreach (ReadStep step in reader.StepsAsync(draft, cancellationToken).ConfigureAwait(false)) yield return step;
            }
        }
    }

    /// <summary>Ends planning; memory is given back once all steps are decoded.</summary>
    public void Dispose()
    {
        reader.Dispose();
        cut?.Dispose();
    }
}
