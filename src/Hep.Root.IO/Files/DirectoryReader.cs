using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Files;

/// <summary>Lists the keys of directories.</summary>
internal sealed class DirectoryReader(RecordReader records)
{
    private int _keyCount;

    /// <summary>The keys of a directory, in stored order, all cycles.</summary>
    public async Task<IReadOnlyList<RootKey>> ReadKeysAsync(DirectoryRecord directory, string path, CancellationToken cancellationToken)
    {
        if (directory.KeysSeek == 0 || directory.KeysBytes == 0) return [];
        if (directory.KeysBytes < KeyRecord.MinBytes || directory.KeysBytes > records.Source.Length - directory.KeysSeek)
            throw new RootException($"A list of keys of {directory.KeysBytes} bytes expected, the file has {records.Source.Length}.")
            {
                Offset = directory.KeysSeek,
            };
        using MemoryOwner<byte> record = await records.ReadUpToAsync(directory.KeysSeek, directory.KeysBytes, cancellationToken)
            .ConfigureAwait(false);
        return Parse(PayloadOf(record.Span), path, directory.KeysSeek);
    }

    // The list is never compressed, whatever sizes its own key states: the directory's are right where a writer was interrupted.
    private static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> record)
    {
        RootBuffer buffer = new(record);
        int keyLength = KeyRecord.Read(ref buffer).KeyLength;
        buffer.SkipTo(Math.Max(keyLength, buffer.Position));
        return record[buffer.Position..];
    }

    /// <summary>The description of the directory that a key names.</summary>
    public async Task<DirectoryRecord> OpenAsync(RootKey key, CancellationToken cancellationToken)
    {
        using MemoryOwner<byte> bytes = await records.ReadUpToAsync(key.Seek + key.KeyLength, DirectoryRecord.MaxBytes, cancellationToken)
            .ConfigureAwait(false);
        return DirectoryRecord.Parse(bytes.Span);
    }

    private List<RootKey> Parse(ReadOnlySpan<byte> list, string path, long seek)
    {
        RootBuffer buffer = new(list);
        int count = buffer.ReadInt32();
        if (count < 0 || count > buffer.Remaining / KeyRecord.MinBytes)
            throw new RootException($"{count} keys in {buffer.Remaining} bytes.") { Offset = seek };
        _keyCount += count;
        if (_keyCount > records.Limits.MaxKeys)
            throw new RootException($"More than {records.Limits.MaxKeys} keys (RootReadLimits.MaxKeys).") { Offset = seek };
        List<RootKey> keys = new(count);
        // The length that a key states is not used to find the next: old writers name a class here that is longer than
        // the one they counted.
        for (int i = 0; i < count; i++) keys.Add(ToKey(KeyRecord.Read(ref buffer), path));
        return keys;
    }

    public static RootKey ToKey(KeyRecord key, string path) => new()
    {
        Path = path.Length == 0 ? key.Name : $"{path}/{key.Name}",
        Name = key.Name,
        ClassName = key.ClassName,
        Title = key.Title,
        Cycle = key.Cycle,
        StoredBytes = key.RecordBytes,
        PlainBytes = key.PlainBytes,
        Seek = key.Seek,
        KeyLength = key.KeyLength,
    };
}
