using Hep.Jagged;

namespace Hep.Root.IO.Friends;

/// <summary>Where in a tree the entry of each key is. Takes some 50 bytes an entry.</summary>
internal sealed class EntryIndex
{
    private readonly Dictionary<EntryKey, long> _entries = [];

    private EntryIndex() { }

    /// <summary>Reads the keys of a tree.</summary>
    /// <exception cref="RootException">Two entries have one key.</exception>
    public static async Task<EntryIndex> ReadAsync(RootTree tree, IReadOnlyList<string> on, CancellationToken cancellationToken)
    {
        EntryIndex index = new();
        long first = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(on, null, cancellationToken).ConfigureAwait(false))
        {
            using EntryBatch held = batch;
            foreach (EntryKey key in EntryKeys.Of(batch, on))
            {
                if (!index._entries.TryAdd(key, first))
                    throw new RootException(
                        $"Entries {index._entries[key]} and {first} of friend '{tree.Path}' have the same {string.Join(", ", on)}: "
                        + "it cannot be joined by them.")
                    { File = tree.Source.Location, Object = tree.Path };
                first++;
            }
        }
        return index;
    }

    /// <summary>The entry of each key; −1 where there is none.</summary>
    public long[] Find(EntryKey[] keys) => Array.ConvertAll(keys, key => _entries.GetValueOrDefault(key, -1));
}
