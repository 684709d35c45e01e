using Hep.Jagged;
using Hep.Root.IO.Datasets;
using Hep.Root.IO.Writing;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Merging;

/// <summary>The trees of one path as a chain, whose entries are read and written anew.</summary>
/// <param name="path">The path.</param>
/// <param name="entries">The chain, with the columns that are written alone.</param>
/// <param name="options">How it is written.</param>
/// <param name="why">Why its records are not copied.</param>
internal sealed class RewrittenTree(string path, RootDataset entries, TreeWriteOptions options, string why) : IMergedTree
{
    public long EntryCount => entries.EntryCount ?? 0;

    public int ColumnCount => options.Schema!.Count;

    public string WhyRewritten => why;

    /// <summary>Opens the trees.</summary>
    /// <param name="found">Where they are.</param>
    /// <param name="options">How files are joined.</param>
    /// <param name="unmerged">Is told of columns that cannot be chained or written.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RootException">A tree cannot be opened, or columns not be written beside each other.</exception>
    public static async Task<RewrittenTree> OpenAsync(
        FoundObject found, MergeOptions options, List<UnmergedObject> unmerged, CancellationToken cancellationToken)
    {
        string path = found.First.Path;
        DatasetSpecification specification = new()
        {
            Sources = [.. SourcesOf(found.Trees)],
            BaseFolder = Environment.CurrentDirectory,      // locations are in full, or as the caller means them
        };
        DatasetOptions reading = new() { Reading = options.Reading, Opening = options.Opening };
        RootDataset chain = await RootDataset.OpenAsync(specification, reading, cancellationToken).ConfigureAwait(false);
        if (options.FillMissing && chain.Unlike.Count > 0) chain = chain.WithZeros(chain.Unlike.Keys);
        TreeWriteOptions writing = new()
        {
            Format = options.Format ?? found.Format,
            Title = found.Title,
            Compression = options.Compression,
            Lists = ListStorage.AsRead,
            Threads = options.Threads,
        };
        unmerged.AddRange(found.LostColumns.Select(c => new UnmergedObject(path, c.Key, c.Value)));
        List<ColumnSchema> written = [];
        foreach (ColumnSchema column in chain.Schema)
        {
            if (DatasetColumns.IsReserved(column.Name) || found.LostColumns.ContainsKey(column.Name)) continue;
            string? why = chain.Unlike.TryGetValue(column.Name, out UnlikeColumn? unlike)
                ? $"it {unlike.What}"
                : writing.WhyUnwritable(column);        // each for itself, so that all are known before anything is written
            if (why is null) written.Add(column);
            else unmerged.Add(new UnmergedObject(path, column.Name, why));
        }
        Schema schema = new(written);
        ColumnCheck.Check(StoredNames.Apply(schema, writing.Format), writing);   // and all of them together: 'a' beside 'a.b'
        return new RewrittenTree(path, chain.WithColumns(schema), writing with { Schema = schema }, found.WhyRewritten ?? "");
    }

    public async Task WriteAsync(RootFileWriter output, Action<long> progress, CancellationToken cancellationToken)
    {
        RootTreeWriter tree = await output.CreateTreeAsync(path, options, cancellationToken).ConfigureAwait(false);
        await using (tree.ConfigureAwait(false))
        {
            await foreach (EntryBatch batch in entries.ReadAsync(0, cancellationToken).ConfigureAwait(false))
                using (batch)
                {
                    await tree.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                    progress(tree.EntryCount);
                }
            await tree.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // One source for the files that follow each other and call the tree alike: most name no cycle.
    private static IEnumerable<DatasetSource> SourcesOf(List<RootLocation> trees)
    {
        for (int first = 0, end; first < trees.Count; first = end)
        {
            for (end = first + 1; end < trees.Count && trees[end].Object == trees[first].Object;) end++;
            yield return new DatasetSource
            {
                Files = [.. trees.Skip(first).Take(end - first).Select(t => t.File)],
                Tree = trees[first].Object,
            };
        }
    }
}
