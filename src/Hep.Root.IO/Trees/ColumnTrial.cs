using Hep.Jagged;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees;

/// <summary>A first look at entries: which columns are not what the metadata say.</summary>
/// <param name="tree">The tree.</param>
/// <param name="options">How it is to be read.</param>
/// <param name="allowance">What may be read to tell columns apart that are decoded together.</param>
internal sealed class ColumnTrial(RootTree tree, ReadOptions options, OpeningAllowance allowance)
{
    /// <summary>Why columns cannot be decoded, by name; those that can, and those not told apart, are not there.</summary>
    /// <param name="doubtful">The columns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RootException">The file cannot be read, or is damaged.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(
        IReadOnlyList<DoubtfulColumns> doubtful, CancellationToken cancellationToken)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (IGrouping<EntryRange, DoubtfulColumns> look in doubtful.GroupBy(d => d.Entries))
        {
            if (await TryAsync([.. look.SelectMany(d => d.Names)], look.Key, cancellationToken).ConfigureAwait(false) is null) continue;
            foreach (DoubtfulColumns columns in look)
                if (await TryAsync(columns.Names, look.Key, cancellationToken).ConfigureAwait(false) is not null)
                    await TellApartAsync(columns, found, cancellationToken).ConfigureAwait(false);
        }
        return found;
    }

    // Of a branch some columns may be what the metadata say.
    private async Task TellApartAsync(DoubtfulColumns columns, SortedDictionary<string, string> found, CancellationToken cancellationToken)
    {
        foreach (string column in columns.Names)
        {
            if (!allowance.Has(columns.Bytes, 1)) return;
            allowance.Take(columns.Bytes, 1);
            RootException? failure = await TryAsync([column], columns.Entries, cancellationToken).ConfigureAwait(false);
            if (failure is null) continue;
            if (failure.Object != $"column '{column}'") throw failure;      // one that the cut names
            found.Add(column, failure.WhyUndecodable!);
        }
    }

    private async Task<RootException?> TryAsync(string[] columns, EntryRange entries, CancellationToken cancellationToken)
    {
        ReadOptions look = options with { FirstEntry = entries.First, EndEntry = entries.End };
        try
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns, look, cancellationToken).ConfigureAwait(false))
                batch.Dispose();
            return null;
        }
        catch (RootException failure) when (failure.WhyUndecodable is not null)
        {
            return failure;
        }
    }
}
