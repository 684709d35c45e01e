using Hep.Jagged;

namespace Hep.Root.IO.Files;

/// <summary>Finds one object of a file by its path, reading only the directories that the path leads through.</summary>
internal static class KeySearch
{
    /// <summary>
    /// The key of a path such as <c>dir/name</c> (the highest cycle) or <c>dir/name;2</c>; null where there is none. Names may hold
    /// slashes and semicolons.
    /// </summary>
    public static Task<RootKey?> FindAsync(RootFile file, string path, CancellationToken cancellationToken) =>
        FindAsync(new DirectoryReader(file.Records), file.Keys, path, file.Records.Limits.MaxDepth, cancellationToken);

    /// <summary>The newest cycles of what a location means: all of its file, or one object with all that lies in it.</summary>
    /// <exception cref="RootException">There is no such object, or a directory is damaged.</exception>
    public static async Task<IReadOnlyList<RootKey>> ListAsync(
        RootFile file, RootLocation location, CancellationToken cancellationToken)
    {
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken).ConfigureAwait(false);
        if (location.Object is not { } wanted) return keys;
        RootKey[] meant = [.. keys.Where(k => k.Path == wanted || k.Path.StartsWith(wanted + "/", StringComparison.Ordinal))];
        return meant.Length > 0 ? meant
            : throw new RootException(
                $"There is no object '{wanted}' in {file.Location}.{NearNames.Suggest(wanted, keys.Select(k => k.Path))}")
            { File = file.Location, Object = wanted };
    }

    private static async Task<RootKey?> FindAsync(DirectoryReader directories, IReadOnlyList<RootKey> keys, string path, int depth,
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

    private static RootKey? Choose(IReadOnlyList<RootKey> keys, string name)
    {
        RootKey? newest = keys.Where(k => k.Name == name).MaxBy(k => k.Cycle);
        int semicolon = name.LastIndexOf(';');
        if (newest is not null || semicolon < 0 || !int.TryParse(name.AsSpan(semicolon + 1), out int cycle)) return newest;
        return keys.FirstOrDefault(k => k.Name == name[..semicolon] && k.Cycle == cycle);
    }
}
