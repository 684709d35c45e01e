using Hep.Jagged;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees;

/// <summary>A first look at entries: which columns are not what the metadata say.</summary>
/// <param name="tree">The tree.</param>
/// <param name="entries">The entries that are looked at.</param>
internal sealed class ColumnTrial(RootTree tree, EntryRange entries)
{
    /// <summary>Why columns cannot be decoded, by name; those that can are not there.</summary>
    /// <param name="groups">The columns, those that are decoded together side by side.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RootException">The file cannot be read, or is damaged.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(
        IReadOnlyList<string[]> groups, CancellationToken cancellationToken)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        if (groups.Count == 0 || await WhyNotAsync([.. groups.SelectMany(g => g)], cancellationToken).ConfigureAwait(false) is null)
            return found;
        foreach (string[] group in groups)
            if (groups.Count == 1 || await WhyNotAsync(group, cancellationToken).ConfigureAwait(false) is not null)
                foreach (string column in group)            // of a branch some columns may be what the metadata say
                    if (await WhyNotAsync([column], cancellationToken).ConfigureAwait(false) is { } why) found.Add(column, why);
        return found;
    }

    private async Task<string?> WhyNotAsync(string[] columns, CancellationToken cancellationToken)
    {
        ReadOptions options = new() { FirstEntry = entries.First, EndEntry = entries.End };
        try
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns, options, cancellationToken).ConfigureAwait(false))
                batch.Dispose();
            return null;
        }
        catch (RootException failure) when (failure.WhyUndecodable is not null)
        {
            return failure.WhyUndecodable;
        }
    }
}
