using System.Buffers.Binary;
using CommunityToolkit.HighPerformance.Buffers;
using Hep.Jagged;
using Hep.Root.IO.Compression;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Hostile;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;
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
    private const int Index64 = 0x0F, Byte = 0x01, Streamer = 4, PageBytes = 777;
    private const uint KnownClass = 0x8000_0000, NewClass = 0xFFFF_FFFF;

    private readonly byte[] _infos;
    private readonly byte[][] _objects;

    private StreamedObjects(string className, byte[] infos, byte[][] objects, IReadOnlyList<(string, Column)> columns)
    {
        (ClassName, _infos, _objects, Columns) = (className, infos, objects, columns);
    }

    public string ClassName { get; }

    public int Count => _objects.Length;

    /// <summary>The list of streamer infos of their file.</summary>
    public ReadOnlySpan<byte> Infos => _infos;

    /// <summary>The columns of the TTree, each with the name of its member.</summary>
    public IReadOnlyList<(string Member, Column Column)> Columns { get; }

    /// <summary>Reads the objects of a branch of a file of the corpus.</summary>
    public static async Task<StreamedObjects> ReadAsync(string name, string path, string branchName)
    {
        string file = TestData.Reference("corpus", "files", name);
        await using RootFile root = await RootFile.OpenAsync(file);
        RootKey key = (await root.ReadKeysAsync()).Single(k => k.Path == path);
        RootTree tree = await root.OpenTreeAsync(path);
        StreamerInfos infos = await root.GetInfosAsync(default);
        Branch branch = (await MetadataAsync(root, key, infos)).Programs.Values.First(p => p.Branch.Name == branchName).Branch;
        string[] names = [.. tree.Schema.Select(c => c.Name)
            .Where(n => n.StartsWith($"{branchName.TrimEnd('.')}.", StringComparison.Ordinal))];
        using EntryBatch members = await ReadAllAsync(tree, names);
        StreamerInfo info = infos.Find(branch.ElementClassName, branch.ElementClassVersion, branch.ElementChecksum)!;
        List<byte[]> objects = [];
        foreach (BasketPlace place in branch.Baskets) objects.AddRange(await EntriesAsync(root.Records, place, branch));
        return new StreamedObjects(branch.ElementClassName, InfosOf(await File.ReadAllBytesAsync(file)),
            [.. objects.Select(o => Framed(o, branch, info))],
            [.. names.Select(n => (n[branchName.TrimEnd('.').Length..], members[n].Share()))]);
    }

    /// <summary>An RNTuple with a field of them, in two clusters, and in pages that end within objects.</summary>
    /// <param name="className">What the field says its class is.</param>
    /// <param name="perList">Objects of an entry, where the field is a list of them; null where each is an entry.</param>
    /// <param name="lateBy">Entries before the field was added, in a cluster of their own.</param>
    /// <param name="change">Changes the list of streamer infos, and the bytes of all objects.</param>
    public NTupleBytes ToNTuple(
        string className, int? perList = null, int lateBy = 0, Action<byte[], byte[]>? change = null)
    {
        bool isLate = lateBy > 0;
        NTupleBytes bytes = new();
        if (isLate) bytes.Column(Byte, 8, bytes.Field("first", "std::uint8_t"));
        uint? list = perList is null ? null : bytes.Field("field", $"std::vector<{className}>", role: 1);
        uint field = bytes.Field(perList is null ? "field" : "_0", className, role: Streamer, parent: list, late: isLate);
        if (list is { } collection) bytes.Column(Index64, 64, collection);
        bytes.Column(Index64, 64, field, firstElement: isLate ? lateBy : null, late: isLate);
        bytes.Column(Byte, 8, field, late: isLate);
        (byte[] infos, byte[] all) = ([.. _infos], [.. _objects.SelectMany(o => o)]);
        change?.Invoke(infos, all);
        bytes.StreamerInfos(infos);
        if (isLate) bytes.Cluster(0, lateBy, (0, [(lateBy, new byte[lateBy])]));
        int half = Count / 2 / (perList ?? 1) * (perList ?? 1), at = 0;
        foreach ((int first, int end) in ((int, int)[])[(0, half), (half, Count)])
        {
            long[] ends = new long[end - first];
            for (int i = 0; i < ends.Length; i++) ends[i] = (i > 0 ? ends[i - 1] : 0) + _objects[first + i].Length;
            byte[][] pages = [.. all[at..(at += (int)ends.LastOrDefault())].Chunk(PageBytes)];
            List<(long, (int, byte[])[])?> columns = [];
            int entries = ends.Length / (perList ?? 1);
            if (isLate) columns.Add((lateBy + first, [(entries, new byte[entries])]));
            if (perList is { } per) columns.Add((0, [(entries, Raw([.. Enumerable.Range(1, entries).Select(i => (long)i * per)]))]));
            columns.Add((first + (isLate ? lateBy : 0), [(ends.Length, Raw(ends))]));
            columns.Add((0, [.. pages.Select(p => (p.Length, p))]));
            bytes.Cluster(lateBy + first / (perList ?? 1), entries, [.. columns]);
        }
        return bytes;
    }

    private static async Task<TreeMetadata> MetadataAsync(RootFile root, RootKey key, StreamerInfos infos)
    {
        (KeyRecord record, MemoryOwner<byte> payload) = await root.Records.ReadAsync(key.Seek, (int)key.StoredBytes, default);
        using (payload)
            return await TreePlanning.PlanAsync(new ObjectReader(infos, RootReadLimits.Default, TreeMetadata.LeftOut)
                .ReadRecord(key.ClassName, payload.Span, record.KeyLength), infos, root.Records, default);
    }

    private static async Task<byte[][]> EntriesAsync(RecordReader records, BasketPlace place, Branch branch)
    {
        using LoadedBasket basket = new();
        using MemoryOwner<byte> record = await records.ReadUpToAsync(Math.Max(place.Seek, 1), Math.Max(place.RecordBytes, 1), default);
        if (place.Embedded is { } embedded) BasketLoader.Load(basket, place, embedded, "", branch.Name);
        else BasketLoader.Load(basket, place, record.Memory, records, branch.Name, new ReadBudget(1 << 30, 1 << 30));
        return [.. Enumerable.Range(0, basket.EntryCount).Select(i => basket.Entries(i, 1).ToArray())];
    }

    private static async Task<EntryBatch> ReadAllAsync(RootTree tree, string[] columns)
    {
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns, new ReadOptions { BatchSize = 1 << 20 })) return batch;
        throw new InvalidOperationException("no entries");
    }

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
