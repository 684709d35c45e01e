using Hep.Jagged;

namespace Hep.Root.IO.Files;

/// <summary>Finds objects of a file by their paths, reading only the directories that a path leads through.</summary>
internal static class KeySearch
{
    /// <summary>
    /// All cycles of a path such as <c>dir/name</c>, or the one of <c>dir/name;2</c>. Names may hold slashes and semicolons.
    /// </summary>
    /// <exception cref="RootException">There is no such object (the message lists near names), or a directory is damaged.</exception>
    public static async Task<KeyNode> FindAsync(RootFile file, string path, CancellationToken cancellationToken)
    {
        try
        {
            DirectoryReader directories = new(file.Records);
            int depth = file.Records.Limits.MaxDepth;
            if (await FindAsync(directories, file.Keys, path, depth, cancellationToken).ConfigureAwait(false) is { } found) return found;
        }
        catch (RootException failure)
        {
            throw failure.In(file.Location, path);
        }
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken).ConfigureAwait(false);
        throw new RootException($"There is no object '{path}' in {file.Location}.{NearNames.Suggest(path, keys.Select(k => k.Path))}")
        {
            File = file.Location,
            Object = path,
        };
    }

    /// <summary>What a location means: all of its file, or one object, which is the first then, with all that lies in it.</summary>
    /// <exception cref="RootException">There is no such object, or a directory is damaged.</exception>
    public static async Task<IReadOnlyList<KeyNode>> ListAsync(
        RootFile file, RootLocation location, CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyNode> top = location.Object is { } wanted
            ? [await FindAsync(file, wanted, cancellationToken).ConfigureAwait(false)] : KeyNode.Group(file.Keys);
        KeyTree tree = await KeyTree.ReadAsync(file.Records, top, cancellationToken).ConfigureAwait(false);
        return tree.Damage is null ? [.. tree.All] : throw tree.Damage;
    }

    private static async Task<KeyNode?> FindAsync(DirectoryReader directories, IReadOnlyList<RootKey> keys, string path, int depth,
        CancellationToken cancellationToken)
    {
        if (Choose(keys, path) is { } found) return found;
        if (depth == 0) return null;
        foreach (RootKey key in keys)
        {
            if (!key.IsDirectory || !path.StartsWith(key.Name + "/", StringComparison.Ordinal)) continue;
            DirectoryRecord directory = await directories.OpenAsync(key, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<RootKey> inside = await directories.ReadKeysAsync(directory, key.Path, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(directories, inside, path[(key.Name.Length + 1)..], depth - 1, cancellationToken)
                .ConfigureAwait(false) is { } deeper) return deeper;
        }
        return null;
    }

    private static KeyNode? Choose(IReadOnlyList<RootKey> keys, string name)
    {
        RootKey[] cycles = [.. keys.Where(k => k.Name == name).OrderByDescending(k => k.Cycle)];
        int semicolon = name.LastIndexOf(';');
        if (cycles.Length == 0 && semicolon >= 0 && int.TryParse(name.AsSpan(semicolon + 1), out int cycle))
            cycles = [.. keys.Where(k => k.Name == name[..semicolon] && k.Cycle == cycle).Take(1)];
        return cycles.Length > 0 ? new KeyNode(cycles) : null;
    }
}
