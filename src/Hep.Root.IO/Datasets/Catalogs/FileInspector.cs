using Hep.Jagged;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>Opens files for what a dataset has to know of them: identity, columns, entries, and where they are best cut.</summary>
/// <param name="opening">How they are opened.</param>
/// <param name="findsClusters">Whether it matters where they are cut.</param>
/// <param name="known">Files that need not be opened; null: none.</param>
internal sealed class FileInspector(RootOpenOptions? opening, bool findsClusters, KnownFiles? known)
{
    // Far above what a file holds, and low enough that no chain of them overflows.
    public const long MaxFileEntries = 1L << 44;

    // Files of one dataset mostly have one schema: thousands of them then share one object.
    private const int SchemasKept = 8;

    private readonly IdleFiles _idle = new(opening);
    private readonly Lock _sharing = new();
    private readonly Queue<Schema> _schemas = new();

    /// <summary>Opens a file, and looks at it as if it were the first of its source.</summary>
    /// <exception cref="RootException">It cannot be read.</exception>
    public Task<OpenFile> OpenAsync(ListedFile listed, CancellationToken cancellationToken) =>
        OpenAsync(listed.Location, listed.Source, listed.Source.Tree, tree => Facts(listed, tree), cancellationToken);

    /// <summary>Opens a file that was looked at.</summary>
    /// <exception cref="RootException">It cannot be read, or is not what it was.</exception>
    public Task<OpenFile> OpenAsync(DatasetFile known, CancellationToken cancellationToken)
    {
        // The source may name a cycle, which its identity has not.
        string tree = known.Specification.Tree ?? known.Source.Tree;
        return OpenAsync(known.Location, known.Specification, tree, Same, cancellationToken);

        DatasetFile Same(RootTree found) => found.Source.File == known.Source.File && DatasetFile.EntriesOf(found) == known.EntryCount
            ? known
            : throw new RootException($"'{known.Shown}' has changed since its dataset was opened: open the dataset again.")
            { File = known.Shown, Object = known.Source.Tree };
    }

    /// <summary>Looks at a file, and closes it again.</summary>
    /// <exception cref="RootException">It cannot be read.</exception>
    public async Task<DatasetFile> InspectAsync(ListedFile listed, CancellationToken cancellationToken)
    {
        if (known?.Find(listed) is { } file) return Facts(listed, file);
        FileStamp? stamp = known is null ? null : FileStamp.Of(listed.Location);
        OpenFile open = await OpenAsync(listed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            known?.Add(listed, stamp, open.Facts);
            return open.Facts;
        }
    }

    private async Task<OpenFile> OpenAsync(
        string location, DatasetSource source, string? name, Func<RootTree, DatasetFile> facts, CancellationToken cancellationToken)
    {
        OpenFile? idle = _idle.Take(location, source);
        RootFile file = idle?.File ?? await RootFile.OpenAsync(location, opening, cancellationToken).ConfigureAwait(false);
        try
        {
            RootTree tree = idle?.Tree ?? await file.OpenTreeAsync(name, cancellationToken).ConfigureAwait(false);
            return new OpenFile(facts(tree), file, tree, _idle);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static DatasetFile Facts(ListedFile listed, KnownFile file)
    {
        EntrySource source = new(file.Id, file.Tree)
        {
            DatasetSource = listed.SourceIndex,
            Location = LocationText.Show(listed.Location),
            FileBytes = file.Stamp.Bytes,
        };
        return new DatasetFile(listed.Location, source, listed.Source, file.Schema, file.EntryCount, 0, 0)
        {
            Clusters = file.Clusters,
        }.BehindEntries(0);
    }

    private DatasetFile Facts(ListedFile listed, RootTree tree)
    {
        long entries = DatasetFile.EntriesOf(tree);
        if (entries is < 0 or > MaxFileEntries)
            throw new RootException($"Tree '{tree.Path}' of '{LocationText.Show(listed.Location)}' claims {entries} entries.")
            { File = LocationText.Show(listed.Location), Object = tree.Path };
        EntrySource source = tree.Source with { DatasetSource = listed.SourceIndex, Location = LocationText.Show(listed.Location) };
        // A column that ends before its tree has no value for some entries: it is no column of a dataset.
        Schema schema = new(tree.Columns.Where(c => c.Schema is not null && c.EntryCount >= entries).Select(c => c.Schema!));
        return new DatasetFile(listed.Location, source, listed.Source, Shared(schema), entries, 0, 0)
        {
            Clusters = findsClusters ? tree.Clusters(entries) : null,
        }.BehindEntries(0);
    }

    private Schema Shared(Schema schema)
    {
        lock (_sharing)
        {
            foreach (Schema known in _schemas)
                if (known.Equals(schema)) return known;
            if (_schemas.Count == SchemasKept) _schemas.Dequeue();
            _schemas.Enqueue(schema);
            return schema;
        }
    }
}
