using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>
/// Opens each file of a specification once, one after the other, and remembers what reading needs: identity, columns, place in the chain.
/// </summary>
internal static class DatasetChain
{
    // Far above what a file holds, and low enough that no chain of them overflows.
    private const long MaxFileEntries = 1L << 44;

    /// <summary>
    /// The files that hold entries of the ranges asked for, in reading order; of a source without any, the first, for its columns.
    /// </summary>
    public static async Task<List<DatasetFile>> OpenAsync(
        DatasetSpecification specification, RootOpenOptions? options, bool findsClusters, CancellationToken cancellationToken)
    {
        List<DatasetFile> files = [];
        for (int index = 0; index < specification.Sources.Count; index++)
        {
            DatasetSource source = specification.Sources[index];
            long chain = 0, end = source.EndEntry ?? long.MaxValue;
            int before = files.Count;
            foreach (string location in DatasetFiles.Expand(source.Files, specification.BaseFolder))
            {
                if (chain >= end && files.Count > before) break;
                DatasetFile file = await InspectAsync(
                        location, source, index, chain, options, findsClusters, files, cancellationToken)
                    .ConfigureAwait(false);
                chain += file.EntryCount;
                if (files.Count > before && files[^1].End == files[^1].First) files.RemoveAt(files.Count - 1);
                files.Add(file);
            }
        }
        return files;
    }

    private static async Task<DatasetFile> InspectAsync(
        string location, DatasetSource source, int index, long chain, RootOpenOptions? options, bool findsClusters,
        List<DatasetFile> known, CancellationToken cancellationToken)
    {
        RootFile file = await RootFile.OpenAsync(location, options, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            RootTree tree = await file.OpenTreeAsync(source.Tree, cancellationToken).ConfigureAwait(false);
            EntrySource identity = tree.Source with { DatasetSource = index, ChainStart = chain, Location = location };
            long entries = DatasetFile.EntriesOf(tree);
            if (entries is < 0 or > MaxFileEntries)
                throw new RootException(
                    $"Tree '{tree.Path}' of '{location}' claims {entries} entries.") { File = location, Object = tree.Path };
            long first = Math.Clamp(source.FirstEntry - chain, 0, entries);
            long end = Math.Clamp((source.EndEntry ?? long.MaxValue) - chain, first, entries);
            // A column that ends before its tree has no value for some entries: it is no column of a dataset.
            Schema schema = new(tree.Columns.Where(c => c.Schema is not null && c.EntryCount >= entries).Select(c => c.Schema!));
            // Files of one dataset mostly have one schema: thousands of them then share one object.
            if (known.Count > 0 && known[^1].Schema.Equals(schema)) schema = known[^1].Schema;
            return new DatasetFile(location, identity, source, schema, entries, first, end)
            {
                Clusters = findsClusters ? tree.Clusters(entries) : [],
            };
        }
    }
}
