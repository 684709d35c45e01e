namespace Hep.Root.IO.Files;

/// <summary>The keys of a file with all its directories.</summary>
/// <param name="Top">What lies in the top directory, or is looked at, in stored order.</param>
/// <param name="Damage">Why directories behind a place are missing; null where everything was read.</param>
internal sealed record KeyTree(IReadOnlyList<KeyNode> Top, RootException? Damage)
{
    /// <summary>Everything, a directory before what lies in it.</summary>
    public IEnumerable<KeyNode> All
    {
        get
        {
            Stack<KeyNode> open = new(Top.Reverse());
            while (open.TryPop(out KeyNode? node))
            {
                yield return node;
                foreach (KeyNode child in node.Children.Reverse()) open.Push(child);
            }
        }
    }

    /// <summary>
    /// Reads the directories below those at the top. The first that cannot be read ends it: what follows would be as doubtful, and might
    /// take as long.
    /// </summary>
    public static async Task<KeyTree> ReadAsync(RecordReader records, IReadOnlyList<KeyNode> top, CancellationToken cancellationToken)
    {
        DirectoryReader directories = new(records);
        HashSet<long> seen = [];
        try
        {
            await FillAsync(top, 0).ConfigureAwait(false);
            return new KeyTree(top, null);
        }
        catch (RootException failure)
        {
            return new KeyTree(top, failure.In(records.Source.Location, "directory"));
        }

        async Task FillAsync(IReadOnlyList<KeyNode> nodes, int depth)
        {
            if (depth > records.Limits.MaxDepth)
                throw new RootException($"Directories lie more than {records.Limits.MaxDepth} deep in each other.");
            foreach (KeyNode node in nodes)
            {
                RootKey key = node.Newest;
                if (!key.IsDirectory) continue;
                if (!seen.Add(key.Seek)) throw new RootException($"Directory '{key.Path}' lies in itself.") { Offset = key.Seek };
                DirectoryRecord directory = await directories.OpenAsync(key, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<RootKey> keys =
                    await directories.ReadKeysAsync(directory, key.Path, cancellationToken).ConfigureAwait(false);
                node.Children = KeyNode.Group(keys);
                await FillAsync(node.Children, depth + 1).ConfigureAwait(false);
            }
        }
    }
}

/// <summary>A name of a directory: its keys, and where it is a directory itself, what lies in it.</summary>
/// <param name="Cycles">The keys of all its cycles, the newest first.</param>
internal sealed record KeyNode(IReadOnlyList<RootKey> Cycles)
{
    /// <summary>The key of the highest cycle.</summary>
    public RootKey Newest => Cycles[0];

    /// <summary>What lies in the newest directory of that name, in stored order.</summary>
    public IReadOnlyList<KeyNode> Children { get; set; } = [];

    /// <summary>The names of a directory, in stored order.</summary>
    public static IReadOnlyList<KeyNode> Group(IReadOnlyList<RootKey> keys) =>
        [.. keys.GroupBy(k => k.Name, StringComparer.Ordinal).Select(g => new KeyNode([.. g.OrderByDescending(k => k.Cycle)]))];
}
