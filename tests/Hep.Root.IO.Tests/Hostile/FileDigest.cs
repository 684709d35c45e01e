using System.IO.Hashing;
using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Root.IO.Tests.Objects;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>What a reader makes of a file: a hash of each column's entries and of each object, or the failure that came instead.</summary>
internal sealed class FileDigest
{
    private readonly Dictionary<string, ulong> _columns = new(StringComparer.Ordinal);

    /// <summary>The failures, each a <see cref="RootException"/>.</summary>
    public List<RootException> Refusals { get; } = [];

    /// <summary>The columns and objects that were read to their end.</summary>
    public IReadOnlyDictionary<string, ulong> Columns => _columns;

    /// <summary>
    /// Reads some entries of every column of every tree: all columns of a tree together, and where that fails each alone. And reads and
    /// draws some objects.
    /// </summary>
    public static async Task<FileDigest> ReadAsync(byte[] bytes, FileReading reading, CancellationToken cancellationToken)
    {
        FileDigest digest = new();
        try
        {
            await using RootFile file = await RootFile.FromMemoryAsync(bytes, "hostile.root", cancellationToken: cancellationToken);
            IReadOnlyList<RootKey> keys = await file.ReadKeysAsync(cancellationToken);
            foreach (RootKey key in keys.Where(k => k.IsTree)) await digest.AddTreeAsync(file, key, reading, cancellationToken);
            foreach (RootKey key in Spread([.. keys.Where(k => !k.IsTree && !k.IsDirectory)], reading.ObjectCount))
                await digest.AddObjectAsync(file, key, cancellationToken);
        }
        catch (RootException refusal)
        {
            digest.Refusals.Add(refusal);
        }
        return digest;
    }

    /// <summary>The columns whose entries differ from those of another reading; one that was refused differs from nothing.</summary>
    public IEnumerable<string> ColumnsUnlike(FileDigest other) =>
        _columns.Where(c => other._columns.TryGetValue(c.Key, out ulong hash) && hash != c.Value).Select(c => c.Key);

    private async Task AddTreeAsync(RootFile file, RootKey key, FileReading reading, CancellationToken cancellationToken)
    {
        RootTree tree;
        try
        {
            tree = await file.OpenTreeAsync(key.Path, cancellationToken);
        }
        catch (RootException refusal)
        {
            Refusals.Add(refusal);
            return;
        }
        string[] names = [.. tree.Schema.Select(c => c.Name)];
        names = [.. Spread(names, reading.ColumnCount)];
        if (names.Length == 0 || await TryAddAsync(tree, names, reading, cancellationToken)) return;
        foreach (string name in names) await TryAddAsync(tree, [name], reading, cancellationToken);
    }

    private async Task AddObjectAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        try
        {
            RootObject read = await file.ReadObjectAsync(key, cancellationToken);
            string page = ObjectViews.Draw(read);
            if (ObjectViews.IsWhole(read))
                _columns[$"{key.Path};{key.Cycle}"] = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(page.AsSpan()));
        }
        catch (RootException refusal)
        {
            Refusals.Add(refusal);
        }
    }

    // About so many of them, from the first on.
    private static IEnumerable<T> Spread<T>(T[] all, int count)
    {
        int step = Math.Max(1, all.Length / count);
        return all.Where((_, i) => i % step == 0);
    }

    private async Task<bool> TryAddAsync(RootTree tree, string[] names, FileReading reading, CancellationToken cancellationToken)
    {
        Dictionary<string, XxHash3> hashes = names.ToDictionary(n => n, _ => new XxHash3(), StringComparer.Ordinal);
        try
        {
            long end = Math.Min(reading.EntryCount, tree.EntryCount);
            ReadOptions options = new() { BatchSize = 1000, Threads = reading.Threads, EndEntry = end };
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(names, options, cancellationToken))
                using (batch)
                    foreach (string name in names) Append(batch[name], hashes[name]);
        }
        catch (RootException refusal)
        {
            Refusals.Add(refusal);
            return false;
        }
        foreach ((string name, XxHash3 hash) in hashes) _columns[$"{tree.Path}/{name}"] = hash.GetCurrentHashAsUInt64();
        return true;
    }

    private static void Append(Column column, XxHash3 hash)
    {
        for (int level = 0; level < column.Schema.OffsetLevels; level++) hash.Append(MemoryMarshal.AsBytes(column.Offsets(level)));
        hash.Append(ColumnBytes.Of(column));
    }
}

/// <summary>
/// How much is read: of each tree entries from the first on, and about so many columns, spread over all; and about so many objects;
/// and how many threads decode.
/// </summary>
internal sealed record FileReading(long EntryCount, int ColumnCount, int ObjectCount = 4, int Threads = 1);
