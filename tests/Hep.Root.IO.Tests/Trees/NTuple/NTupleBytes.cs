using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.NTuple;

namespace Hep.Root.IO.Tests.Trees.NTuple;

/// <summary>An RNTuple made by hand, part by part, as the specification names them; nothing is compressed.</summary>
internal sealed class NTupleBytes
{
    private readonly List<byte> _file = [.. new byte[100]];
    private readonly List<byte[]> _fields = [], _columns = [], _aliases = [];
    private readonly List<byte[]> _lateFields = [], _lateColumns = [];
    private readonly List<byte[]> _extraTypes = [];
    private readonly List<(byte[] Summary, byte[] Pages)> _clusters = [];

    public long FeatureFlags { get; set; }

    public ushort Epoch { get; set; } = 1;

    public long MaxKeyBytes { get; set; } = 1 << 30;

    /// <summary>Changes an envelope before its checksum is made.</summary>
    public Func<EnvelopeKind, byte[], byte[]> Change { get; set; } = (_, bytes) => bytes;

    /// <summary>Adds a field.</summary>
    /// <returns>Its number.</returns>
    public uint Field(string name, string type, int role = 0, uint? parent = null, ulong? array = null, bool late = false)
    {
        uint id = (uint)(_fields.Count + _lateFields.Count);
        List<byte> record = [.. U32(0), .. U32(uint.MaxValue), .. U32(parent ?? id), .. U16(role), .. U16(array is null ? 0 : 1)];
        foreach (string text in (string[])[name, type, "", ""]) record.AddRange(Text(text));
        if (array is { } size) record.AddRange(I64((long)size));
        (late ? _lateFields : _fields).Add(Record([.. record]));
        return id;
    }

    /// <summary>Adds a column.</summary>
    public void Column(int type, int bits, uint field, int representation = 0, long? firstElement = null, bool late = false)
    {
        List<byte> record = [.. U16(type), .. U16(bits), .. U32(field), .. U16(firstElement is null ? 0 : 1), .. U16(representation)];
        if (firstElement is { } first) record.AddRange(I64(first));
        (late ? _lateColumns : _columns).Add(Record([.. record]));
    }

    /// <summary>Adds an alias: a column shown by another field.</summary>
    public void Alias(uint column, uint field) => _aliases.Add(Record([.. U32(column), .. U32(field)]));

    /// <summary>Adds a list of streamer infos, as the footer has it.</summary>
    public void StreamerInfos(byte[] list) => _extraTypes.Add(Record([.. U32(0), .. U32(0), .. Text(""), .. I32(list.Length), .. list]));

    /// <summary>Adds a cluster: of each column the pages, each with its elements, and the number of its first element.</summary>
    public void Cluster(long first, long entries, params (long First, (int Elements, byte[] Bytes)[] Pages)?[] columns) =>
        Cluster(first, entries, 0, columns);

    /// <summary>The same with flags.</summary>
    public void Cluster(long first, long entries, byte flags, params (long First, (int Elements, byte[] Bytes)[] Pages)?[] columns)
    {
        List<byte> lists = [];
        foreach ((long First, (int Elements, byte[] Bytes)[] Pages)? column in columns)
        {
            List<byte> list = [];
            foreach ((int elements, byte[] bytes) in column?.Pages ?? [])
            {
                long seek = Add([.. bytes, .. U64(XxHash3.HashToUInt64(bytes))]);
                list.AddRange([.. I32(-elements), .. I32(bytes.Length), .. I64(seek)]);
            }
            list.AddRange(column is { } stored ? [.. I64(stored.First), .. U32(0)] : I64(long.MinValue));
            lists.AddRange(List(column?.Pages.Length ?? 0, [.. list]));
        }
        _clusters.Add((Record([.. I64(first), .. U64((ulong)entries | (ulong)flags << 56)]), List(columns.Length, [.. lists])));
    }

    /// <summary>Opens the RNTuple that was made.</summary>
    public async Task<RootTree> OpenAsync()
    {
        (byte[] file, RootKey root) = ToFile();
        RecordReader records = new(new MemorySource(file, "hand-made.root"), RootOpenOptions.Default);
        return new RootTree(records, root, Guid.Empty, await NTupleOpening.OpenAsync(records, root, default));
    }

    // The bytes up to now, with metadata behind them.
    private (byte[] File, RootKey Key) ToFile()
    {
        byte[] header = Envelope(EnvelopeKind.Header,
        [
            .. I64(FeatureFlags), .. Text("ntuple"), .. Text(""), .. Text("test"), .. Schema(_fields, _columns, _aliases, []),
        ]);
        byte[] checksum = header[^8..];
        byte[] pages = Envelope(EnvelopeKind.PageList,
        [
            .. checksum, .. List(_clusters.Count, [.. _clusters.SelectMany(c => c.Summary)]),
            .. List(_clusters.Count, [.. _clusters.SelectMany(c => c.Pages)]),
        ]);
        byte[] group = Record([.. I64(0), .. I64(0), .. U32((uint)_clusters.Count), .. I64(pages.Length), .. I32(pages.Length),
            .. I64(Add(pages))]);
        byte[] footer = Envelope(EnvelopeKind.Footer,
            [.. I64(0), .. checksum, .. Record(Schema(_lateFields, _lateColumns, [], _extraTypes)), .. List(1, group)]);
        byte[] anchor = Anchor(header.Length, Add(header), footer.Length, Add(footer));
        byte[] key = [.. B32(60 + anchor.Length), .. B16(4), .. B32(anchor.Length), .. B32(0), .. B16(60), .. B16(1), .. new byte[42],
            .. anchor];
        RootKey root = new()
        {
            Path = "ntuple", Name = "ntuple", ClassName = "ROOT::RNTuple", Title = "", Cycle = 1, StoredBytes = key.Length,
            PlainBytes = anchor.Length, Seek = AddRaw(key),
        };
        return (_file.ToArray(), root);
    }

    public static byte[] Raw<T>(params T[] values) where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private byte[] Anchor(int headerBytes, long header, int footerBytes, long footer)
    {
        byte[] fields = [.. B16(Epoch), .. B16(0), .. B16(0), .. B16(0), .. B64(header), .. B64(headerBytes), .. B64(headerBytes),
            .. B64(footer), .. B64(footerBytes), .. B64(footerBytes), .. B64(MaxKeyBytes)];
        byte[] sum = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(sum, XxHash3.HashToUInt64(fields));
        return [.. B32(0x4000_0000 | (fields.Length + 2)), .. B16(2), .. fields, .. sum];
    }

    private byte[] Envelope(EnvelopeKind kind, byte[] payload)
    {
        payload = Change(kind, payload);
        byte[] bytes = [.. U64((ulong)kind | (ulong)(payload.Length + 16) << 16), .. payload];
        return [.. bytes, .. U64(XxHash3.HashToUInt64(bytes))];
    }

    private static byte[] Schema(List<byte[]> fields, List<byte[]> columns, List<byte[]> aliases, List<byte[]> extraTypes) =>
        [.. ListOf(fields), .. ListOf(columns), .. ListOf(aliases), .. ListOf(extraTypes)];

    private long AddRaw(byte[] bytes)
    {
        long seek = _file.Count;
        _file.AddRange(bytes);
        return seek;
    }

    // A payload that no key holds goes on in others, whose places stand at the end of the first.
    private long Add(byte[] bytes)
    {
        if (bytes.Length <= MaxKeyBytes) return AddRaw(bytes);
        int most = (int)MaxKeyBytes, parts = 2;
        while (most - 8 * (parts - 1) + most * (parts - 1) < bytes.Length) parts++;
        int first = most - 8 * (parts - 1);
        List<byte> table = [];
        for (int at = first; at < bytes.Length; at += most)
        {
            AddRaw([1, 2, 3]);                      // something between
            table.AddRange(I64(AddRaw(bytes[at..Math.Min(bytes.Length, at + most)])));
        }
        return AddRaw([.. bytes[..first], .. table]);
    }

    private static byte[] ListOf(List<byte[]> records) => List(records.Count, [.. records.SelectMany(r => r)]);

    private static byte[] Record(byte[] payload) => [.. I64(payload.Length + 8), .. payload];

    private static byte[] List(int count, byte[] payload) => [.. I64(-(payload.Length + 12)), .. U32((uint)count), .. payload];

    private static byte[] Text(string text) => [.. I32(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] U16(int value) => Raw((ushort)value);

    private static byte[] I32(int value) => Raw(value);

    private static byte[] U32(uint value) => Raw(value);

    private static byte[] I64(long value) => Raw(value);

    private static byte[] U64(ulong value) => Raw(value);

    private static byte[] B16(int value) => [.. U16(value).Reverse()];

    private static byte[] B32(int value) => [.. I32(value).Reverse()];

    private static byte[] B64(long value) => [.. I64(value).Reverse()];
}
