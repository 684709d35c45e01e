using System.Diagnostics;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.NTuple;
using Hep.Root.IO.Trees.Reading;
using Hep.Root.IO.Trees.TTree;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO;

/// <summary>Opens the trees of files.</summary>
public static class RootTrees
{
    /// <summary>Opens a tree.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">
    /// The tree's path, with a cycle behind <c>;</c> if not the newest is meant; null: the only tree of the file.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RootException">
    /// There is no such tree, or several where one was expected (the message lists them), or its metadata are damaged.
    /// </exception>
    public static async Task<RootTree> OpenTreeAsync(this RootFile file, string? path = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        StreamerInfos infos = await file.GetInfosAsync(cancellationToken).ConfigureAwait(false);
        RootKey key = await FindAsync(file, infos, path, cancellationToken).ConfigureAwait(false);
        return await file.OpenTreeAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the tree of a key.</summary>
    /// <exception cref="RootException">Its metadata are damaged.</exception>
    internal static async Task<RootTree> OpenTreeAsync(this RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        StreamerInfos infos = await file.GetInfosAsync(cancellationToken).ConfigureAwait(false);
        using Activity? activity = ReadingActivity.StartTree(file.Location, key.Path);
        try
        {
            if (key.IsNTuple)
            {
                NTupleDescription ntuple = await NTupleOpening.OpenAsync(file.Records, key, cancellationToken).ConfigureAwait(false);
                return Told(new RootTree(file.Records, key, file.Id, ntuple), file);
            }
            (KeyRecord record, MemoryOwner<byte> payload) = await file.Records.ReadAsync(key.Seek, (int)key.StoredBytes, cancellationToken)
                .ConfigureAwait(false);
            using (payload)
            {
                RootObject tree = new ObjectReader(infos, file.Records.Limits, TreeMetadata.LeftOut)
                    .ReadRecord(key.ClassName, payload.Span, record.KeyLength);
                TreeMetadata metadata = await TreePlanning.PlanAsync(tree, infos, file.Records, cancellationToken).ConfigureAwait(false);
                return Told(new RootTree(file.Records, key, file.Id, metadata), file);
            }
        }
        catch (RootException failure)
        {
            activity.Notes(failure);
            throw failure.In(file.Location, $"tree '{key.Path}'");
        }
    }

    /// <summary>
    /// Reads the trees of several files as one stream of batches, which is cold: file after file in the order given, each with its own
    /// columns. With several threads a file is opened while the one before it is decoded. <see cref="RootDataset"/> is for files that have
    /// to agree.
    /// </summary>
    /// <param name="locations">The files, each with its tree where it has several: <c>RootLocation.Parse("nano.root:Events")</c>.</param>
    /// <param name="columns">As <see cref="RootTree.ReadBatchesAsync"/> takes them.</param>
    /// <param name="options">Batches and threads; a range of entries belongs to one tree, and is refused here.</param>
    /// <param name="opening">How files are opened.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="RootException">While enumerating: a file cannot be read, or has no such tree or column.</exception>
    public static IAsyncEnumerable<EntryBatch> ReadBatchesAsync(IEnumerable<RootLocation> locations, IReadOnlyList<string>? columns = null,
        ReadOptions? options = null, RootOpenOptions? opening = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(locations);
        options ??= ReadOptions.Default;
        options.Check();
        if (options.FirstEntry != 0 || options.EndEntry is not null)
            throw new ArgumentException("A range of entries belongs to one tree.", nameof(options));
        return BatchPump.Run(StepsAsync(locations, columns, options, opening, cancellationToken), options.Threads,
            BatchPump.UsualBatchesAhead(options.Threads), cancellationToken);
    }

    private static async IAsyncEnumerable<ReadStep> StepsAsync(IEnumerable<RootLocation> locations, IReadOnlyList<string>? columns,
        ReadOptions options, RootOpenOptions? opening, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LeftFiles left = new();
        await using var leaving = left.ConfigureAwait(false);
        foreach (RootLocation location in locations)
        {
            RootTree tree = await RootTree.OpenAtAsync(location, opening, cancellationToken).ConfigureAwait(false);
            TreeSteps? steps = null;
            try
            {
                steps = tree.Steps(columns, options);
                await foreach (ReadStep step in steps.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return step;
            }
            finally
            {
                await left.LeaveAsync(tree, steps).ConfigureAwait(false);
            }
        }
    }

    private static RootTree Told(RootTree tree, RootFile file)
    {
        ILogger logger = file.Records.Options.Logger;
        if (!logger.IsEnabled(LogLevel.Debug)) return tree;
        RootColumn[] unreadable = [.. tree.Columns.Where(c => c.Schema is null)];
        logger.TreeOpened(tree.Path, file.Location, tree.EntryCount, tree.Columns.Count, unreadable.Length);
        foreach (RootColumn column in unreadable)
            logger.ColumnUnreadable(column.Name, tree.Path, file.Location, column.WhyUnreadable ?? "");
        return tree;
    }

    private static async Task<RootKey> FindAsync(RootFile file, StreamerInfos infos, string? path, CancellationToken cancellationToken)
    {
        // The common case asks for a tree of the top directory: no other directory is read for it.
        if (path is not null && Choose(file.Keys, path) is { } top && IsTree(top, infos)) return top;
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken).ConfigureAwait(false);
        RootKey[] trees = [.. keys.Where(k => IsTree(k, infos))];
        if (path is null)
        {
            return trees.Length == 1 ? trees[0]
                : throw new RootException(trees.Length == 0
                    ? $"'{file.Location}' holds no tree."
                    : $"'{file.Location}' holds several trees, choose one: {string.Join(", ", trees.Select(t => t.Path))}.")
                { File = file.Location };
        }
        if (Choose(keys, path) is { } found)
            return IsTree(found, infos)
                ? found
                : throw new RootException(
                    $"'{path}' in '{file.Location}' is a {found.ClassName}, not a tree.") { File = file.Location, Object = path };
        string near = NearNames.Suggest(path, trees.Select(t => t.Path));
        throw new RootException($"No tree '{path}' in '{file.Location}'.{near}{(trees.Length == 0 ? " It holds no tree." : "")}")
        { File = file.Location, Object = path };
    }

    private static bool IsTree(RootKey key, StreamerInfos infos) => key.IsTree || infos.IsKindOf(key.ClassName, "TTree");

    private static RootKey? Choose(IEnumerable<RootKey> keys, string path)
    {
        RootKey? plain = keys.Where(k => k.Path == path).MaxBy(k => k.Cycle);
        int semicolon = path.LastIndexOf(';');
        if (plain is not null || semicolon < 0 || !int.TryParse(path.AsSpan(semicolon + 1), out int cycle)) return plain;
        return keys.FirstOrDefault(k => k.Path == path[..semicolon] && k.Cycle == cycle);
    }
}
