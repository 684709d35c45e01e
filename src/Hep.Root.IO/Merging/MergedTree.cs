using Hep.Jagged;
using Hep.Root.IO.Writing.Branches;
using Hep.Root.IO.Writing.NTuple;

namespace Hep.Root.IO.Merging;

/// <summary>The trees of one path as a chain, and what of it is written.</summary>
/// <param name="Entries">The chain, with the columns that are written alone.</param>
/// <param name="Options">How it is written.</param>
internal sealed record MergedTree(RootDataset Entries, TreeWriteOptions Options)
{
    /// <summary>Opens the trees.</summary>
    /// <param name="found">Where they are.</param>
    /// <param name="options">How files are joined.</param>
    /// <param name="unmerged">Is told of columns that cannot be chained or written.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RootException">A tree cannot be opened.</exception>
    public static async Task<MergedTree> OpenAsync(
        FoundObject found, MergeOptions options, List<UnmergedObject> unmerged, CancellationToken cancellationToken)
    {
        string path = found.First.Path;
        DatasetSpecification specification = new()
        {
            Sources = [new DatasetSource { Files = found.Files, Tree = path }],
            BaseFolder = Environment.CurrentDirectory,      // locations are in full, or as the caller means them
        };
        DatasetOptions reading = new() { Reading = options.Reading, Opening = options.Opening };
        RootDataset chain = await RootDataset.OpenAsync(specification, reading, cancellationToken).ConfigureAwait(false);
        if (options.FillMissing && chain.Unlike.Count > 0) chain = chain.WithZeros(chain.Unlike.Keys);
        RootTree first = await RootTree.OpenAtAsync(new RootLocation(found.Files[0], path), options.Opening, cancellationToken)
            .ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            TreeWriteOptions writing = new()
            {
                Format = options.Format ?? (found.First.IsNTuple ? TreeFormat.RNTuple : TreeFormat.TTree),
                Title = first.Title,
                Lists = ListStorage.AsRead,
                Threads = options.Threads,
            };
            HashSet<string> refused = new(StringComparer.Ordinal);
            foreach (RootColumn column in first.Columns)
                if (WhyNot(column, first, chain) is { } reason && refused.Add(column.Name))
                    unmerged.Add(new UnmergedObject(path, column.Name, reason));
            List<ColumnSchema> written = [];
            foreach (ColumnSchema column in chain.Schema.Where(c => !DatasetColumns.IsReserved(c.Name) && !refused.Contains(c.Name)))
            {
                string? why = chain.Unlike.TryGetValue(column.Name, out RootException? unlike) ? unlike.Message : WhyNot(column, writing);
                if (why is null) written.Add(column);
                else unmerged.Add(new UnmergedObject(path, column.Name, why));
            }
            Schema schema = new(written);
            return new MergedTree(chain.WithColumns(schema), writing with { Schema = schema });
        }
    }

    // A column that ends before its tree, because its writer was interrupted, is none of a chain.
    private static string? WhyNot(RootColumn column, RootTree tree, RootDataset chain) =>
        column.WhyUnreadable is { } why ? $"it cannot be read: {why}"
        : DatasetColumns.IsReserved(column.Name) ? "names that begin with 'hep.' are those of datasets"
        : !chain.Schema.TryGet(column.Name, out _) ? $"it has {column.EntryCount} entries, and its tree {tree.EntryCount}" : null;

    // Each for itself, so that all that cannot be written are known before anything is.
    private static string? WhyNot(ColumnSchema column, TreeWriteOptions options)
    {
        try
        {
            if (options.Format == TreeFormat.RNTuple) FieldPlan.Check(column);
            else BranchPlanner.Plan(new Schema([column]), options);
            return null;
        }
        catch (RootException failure)
        {
            return failure.Message;
        }
    }
}
