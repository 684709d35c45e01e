using System.Buffers.Binary;
using System.IO.Hashing;
using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>
/// RNTuples in their bytes: checksums, the anchor, and what is refused. That values come back is asked of trees in both formats.
/// </summary>
public sealed class NTupleWritingTests
{
    [Test]
    public async Task Every_page_and_envelope_ends_with_the_checksum_of_its_bytes()
    {
        (byte[] file, FileWalk walk) = await WriteAsync();

        KeyRecord[] blobs = [.. walk.Records.Where(r => r.ClassName == "RBlob")];

        Assert.That(blobs, Has.Length.GreaterThan(20));
        foreach (KeyRecord blob in blobs)
        {
            ReadOnlySpan<byte> payload = file.AsSpan((int)blob.Seek + blob.KeyLength, blob.PayloadBytes);
            ulong stated = BinaryPrimitives.ReadUInt64LittleEndian(payload[^8..]);
            Assert.That(stated, Is.EqualTo(XxHash3.HashToUInt64(payload[..^8])), $"blob at {blob.Seek}");
        }
    }

    [Test]
    public async Task Anchor_leads_to_header_and_footer_and_has_a_checksum()
    {
        (byte[] file, FileWalk walk) = await WriteAsync();

        KeyRecord key = walk.Records.Single(r => r.ClassName == "ROOT::RNTuple");
        byte[] anchor = file[((int)key.Seek + key.KeyLength)..((int)key.Seek + key.RecordBytes)];

        Assert.That(anchor, Has.Length.EqualTo(78));
        Assert.That(anchor[6..14], Is.EqualTo(new byte[] { 0, 1, 0, 0, 0, 0, 0, 0 }));      // version 1.0.0.0
        Assert.That(EnvelopeType(14), Is.EqualTo(1));
        Assert.That(EnvelopeType(38), Is.EqualTo(2));
        Assert.That(BinaryPrimitives.ReadUInt64BigEndian(anchor.AsSpan(70)), Is.EqualTo(XxHash3.HashToUInt64(anchor.AsSpan(6, 64))));

        int EnvelopeType(int at) => file[BinaryPrimitives.ReadInt64BigEndian(anchor.AsSpan(at))];
    }

    [Test]
    public async Task Save_on_the_way_leaves_one_anchor_and_one_footer_and_one_list_of_pages()
    {
        (byte[] file, FileWalk walk) = await WriteAsync(new() { Compression = RootCompression.None, AutoSaveBytes = 1 });

        Assert.That(walk.End, Is.EqualTo(walk.StatedEnd));
        Assert.That(walk.Records.Count(r => r.ClassName == "RBlob" && IsEnvelope(r, type: 2)), Is.EqualTo(1));
        Assert.That(walk.Records.Count(r => r.ClassName == "RBlob" && IsEnvelope(r, type: 3)), Is.EqualTo(1));
        Assert.That(walk.Records.Count(r => r.ClassName == "ROOT::RNTuple"), Is.EqualTo(1));
        Assert.That(walk.FreeSegments, Is.EqualTo(walk.Gaps).And.Not.Empty);

        // an envelope begins with its type and its length
        bool IsEnvelope(KeyRecord key, ulong type) =>
            BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan((int)key.Seek + key.KeyLength)) == (type | (ulong)key.PayloadBytes << 16);
    }

    [Test]
    public async Task Shapes_and_lists_come_back_in_any_order_and_depth()
    {
        string path = Path.Combine(TestData.NewFolder(), "shapes.root");
        using EntryBatch batch = WrittenEvents.Batch(
            WrittenEvents.Pairs("pairs", 90), Shaped("inner", Dimension.Variable, Dimension.Variable, Dimension.Fixed(2)),
            Shaped("outer", Dimension.Fixed(3), Dimension.Variable, Dimension.Variable),
            Shaped("between", Dimension.Variable, Dimension.Fixed(2), Dimension.Variable),
            Shaped("deep", Dimension.Variable, Dimension.Variable, Dimension.Variable, Dimension.Variable));

        await WrittenTree.WriteAsync(path, [batch, batch],
            tree: new() { Format = TreeFormat.RNTuple, BasketBytes = 60, ClusterBytes = 6_000 });

        using EntryBatch expected = EntryBatch.Concat(batch, batch);
        using EntryBatch found = await WrittenTree.ReadAsync(path, options: new() { BatchSize = 37 });
        WrittenTree.AssertSame(found, expected);
    }

    // 90 entries whose lists have 0, 1, 2, 0, … elements.
    private static Column<int> Shaped(string name, params Dimension[] dimensions)
    {
        int elements = 90;
        List<SharedMemory<int>> levels = [];
        foreach (Dimension dimension in dimensions)
        {
            if (!dimension.IsVariable)
            {
                elements *= dimension.Size;
                continue;
            }
            int[] ends = [0, .. Enumerable.Range(0, elements).Select(i => i / 3 * 3 + i % 3 * (i % 3 + 1) / 2)];
            levels.Add(SharedMemory<int>.Copy(ends));
            elements = ends[^1];
        }
        return new Column<int>(new ColumnSchema(name, ElementType.Int32, dimensions), 90,
            SharedMemory<int>.Copy([.. Enumerable.Range(0, elements)]), [.. levels]);
    }

    private static async Task<(byte[] File, FileWalk Walk)> WriteAsync(RootWriteOptions? options = null)
    {
        string path = Path.Combine(TestData.NewFolder(), "ntuple.root");
        using EntryBatch batch = WrittenEvents.AllForms(60);
        await WrittenTree.WriteAsync(path, [batch, batch], options ?? new() { Compression = RootCompression.None },
            new() { Format = TreeFormat.RNTuple, BasketBytes = 100, ClusterBytes = 4_000 });
        byte[] file = await File.ReadAllBytesAsync(path);
        return (file, FileWalk.Of(file));
    }
}
