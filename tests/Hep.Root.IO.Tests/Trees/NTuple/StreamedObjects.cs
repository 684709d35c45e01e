using System.Buffers.Binary;
using Hep.Jagged;
using Hep.Root.IO.Compression;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Hostile;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.TTree;
using Hep.Testing;
using static Hep.Root.IO.Tests.Trees.NTuple.NTupleBytes;

namespace Hep.Root.IO.Tests.Trees.NTuple;

/// <summary>
/// The objects of a branch that is not split: what a TTree makes of them, and the same bytes, behind the header that TClass::Streamer gives
/// an object, as a field of an RNTuple.
/// </summary>
internal sealed class StreamedObjects
{
    private const int Index64 = 0x0F, Byte = 0x01, Streamer = 4;
    private const uint KnownClass = 0x8000_0000, NewClass = 0xFFFF_FFFF;

    private readonly byte[] _infos;
    private readonly byte[][] _objects;

    private StreamedObjects(string className, byte[] infos, byte[][] objects, IReadOnlyList<Column> columns)
    {
        (ClassName, _infos, _objects, Columns) = (className, infos, objects, columns);
    }

    public string ClassName { get; }

    public int Count => _objects.Length;

    /// <summary>The columns of the TTree, named as if the branch were called <c>field</c>.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Reads the objects of a branch of a file of the corpus.</summary>
    public static async Task<StreamedObjects> ReadAsync(string name, string path, string branchName)
    {
        string file = TestData.Reference("corpus", "files", name);
        await using RootFile root = await RootFile.OpenAsync(file);
        RootKey key = (await root.ReadKeysAsync()).Single(k => k.Path == path);
        RootTree tree = await root.OpenTreeAsync(path);
        TreeMetadata blind = await BlindAsync(root, key);
        Branch branch = blind.Programs[branchName].Branch;
        using EntryBatch bytes = await ReadAllAsync(new RootTree(root.Records, key, root.Id, blind), [branchName]);
        string[] names = [.. tree.Schema.Where(c => c.Name.StartsWith($"{branchName.TrimEnd('.')}.", StringComparison.Ordinal)).Select(c => c.Name)];
        using EntryBatch members = await ReadAllAsync(tree, names);
        StreamerInfo info = (await root.GetInfosAsync(default))
            .Find(branch.ElementClassName, branch.ElementClassVersion, branch.ElementChecksum)!;
        byte[][] objects = [.. Enumerable.Range(0, bytes.EntryCount).Select(i => Framed(Entry(bytes[branchName], i), branch, info))];
        return new StreamedObjects(branch.ElementClassName, InfosOf(await File.ReadAllBytesAsync(file)), objects,
            [.. names.Select(n => members[n].Share())]);
    }

    /// <summary>An RNTuple with a field of them.</summary>
    public NTupleBytes ToNTuple(string className)
    {
        NTupleBytes bytes = new();
        uint field = bytes.Field("field", className, role: Streamer);
        bytes.Column(Index64, 64, field);
        bytes.Column(Byte, 8, field);
        bytes.StreamerInfos(_infos);
        long end = 0;
        byte[] all = [.. _objects.SelectMany(o => o)];
        bytes.Cluster(0, Count, (0, [(Count, Raw([.. _objects.Select(o => end += o.Length)]))]), (0, [(all.Length, all)]));
        return bytes;
    }

    // The tree as a file has it that describes no class: its objects are bytes.
    private static async Task<TreeMetadata> BlindAsync(RootFile root, RootKey key)
    {
        StreamerInfos none = new([]);
        (Hep.Root.IO.Files.KeyRecord record, var payload) = await root.Records.ReadAsync(key.Seek, (int)key.StoredBytes, default);
        using (payload)
            return await TreePlanning.PlanAsync(new ObjectReader(none, RootReadLimits.Default, TreeMetadata.LeftOut)
                .ReadRecord(key.ClassName, payload.Span, record.KeyLength), none, root.Records, default);
    }

    private static async Task<EntryBatch> ReadAllAsync(RootTree tree, string[] columns)
    {
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns, new ReadOptions { BatchSize = 1 << 20 })) return batch;
        throw new InvalidOperationException("no entries");
    }

    private static byte[] Entry(Column column, int entry) =>
        ((Column<byte>)column).Values[column.Offsets(0)[entry]..column.Offsets(0)[entry + 1]].ToArray();

    // A branch of a class keeps only what the class itself streams behind a header.
    private static byte[] Framed(byte[] members, Branch branch, StreamerInfo info) =>
        branch.ElementType == -1 ? members : new RecordBytes().Frame(info.Version, into => into.Raw(members)).ToArray();

    // The record of a file as an object of class TList: references to classes count from there, and not from the key.
    private static byte[] InfosOf(byte[] file)
    {
        MappedRecord record = FileMap.Of(file).Records.Single(r => r.ClassName == "TList" && r.Name == "StreamerInfo");
        ReadOnlySpan<byte> stored = file.AsSpan(record.Payload, record.End - record.Payload);
        byte[] list = new byte[record.PlainBytes];
        if (list.Length == stored.Length) stored.CopyTo(list);
        else BlockFrames.Decompress(stored, list, verifyChecksums: true);
        byte[] head = [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. "TList\0"u8];
        BinaryPrimitives.WriteInt32BigEndian(head, 0x4000_0000 | (head.Length - 4 + list.Length));
        int keyLength = record.Payload - record.Start;
        HashSet<uint> classes = [];
        for (int at = 0; at + 4 <= list.Length; at++)
        {
            Span<byte> tag = list.AsSpan(at, 4);
            uint value = BinaryPrimitives.ReadUInt32BigEndian(tag);
            if (value == NewClass) classes.Add((uint)(KnownClass | (at + keyLength + 2)));
            else if (classes.Contains(value)) BinaryPrimitives.WriteUInt32BigEndian(tag, (uint)(value - keyLength + head.Length));
        }
        return [.. head, .. list];
    }
}
