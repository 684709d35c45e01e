using System.Diagnostics;
using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
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
        using Activity? activity = ReadingActivity.StartTree(file.Location, key.Path);
        try
        {
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
