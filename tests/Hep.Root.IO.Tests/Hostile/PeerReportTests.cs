using System.Buffers.Binary;
using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>
/// What other readers were reported to do wrong with bytes that lie (the issues of root-project/root that are named). Those of the codecs
/// are in DamagedBlockTests.
/// </summary>
public sealed class PeerReportTests
{
    private const int Many = 0x7FFF_FFFF;

    // 22164: memory of fNevBufSize places was filled with as many as the array said, which is another number of the file.
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(1000)]
    [TestCase(Many)]
    [TestCase(-1)]
    public void Offsets_of_another_number_than_the_entries_are_refused(int places)
    {
        const int keyBytes = 26 + 8 + 2 + 2 + 19;
        RecordBytes basket = new RecordBytes().Int32(keyBytes).Int16(4).Int32(3).Int32(0).Int16(keyBytes).Int16(0).Int32(0).Int32(0)
            .Text("TBasket").Text("x").Text("t").Int16(3).Int32(32_000).Int32(1000).Int32(2).Int32(keyBytes + 3).Byte(11)
            .Int32(places).Int32(keyBytes).Int32(keyBytes + 1).Raw(new byte[keyBytes]).Raw([7, 8, 9]);

        Assert.Throws<RootException>(() =>
        {
            RootBuffer buffer = new(basket.ToArray());
            EmbeddedBasket.Read(ref buffer);
        });
    }

    // 22164 again, in files: each number of each basket's header.
    [TestCase("fNevBufSize")]
    [TestCase("fNevBuf")]
    [TestCase("fBufferSize")]
    [TestCase("fLast")]
    public async Task A_basket_that_lies_is_refused_or_reads_as_it_was(string field)
    {
        byte[] whole = await File.ReadAllBytesAsync(TestData.Sample("background2.root"));
        MappedField[] fields = [.. FileMap.Of(whole).Lengths.Where(l => l.Name == field)];
        FileReading reading = new(long.MaxValue, 3, ObjectCount: 1);
        FileDigest expected = await FileDigest.ReadAsync(whole, reading, CancellationToken.None);
        Assert.That(fields, Is.Not.Empty);

        foreach (int lie in (int[])[0, 1, -1, Many, int.MinValue, 1_000_000])
        {
            byte[] changed = [.. whole];
            foreach (MappedField at in fields) BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(at.Offset), lie);
            FileDigest found = await FileDigest.ReadAsync(changed, reading, CancellationToken.None);
            Assert.That(found.ColumnsUnlike(expected), Is.Empty, $"{field} = {lie}");
        }
    }

    // 22169: while a file was recovered, the name of a key was read to the length that it claims.
    [TestCase(254, 0)]
    [TestCase(255, Many)]
    [TestCase(255, -1)]
    public async Task A_key_that_claims_a_long_name_hurts_no_recovery(byte length, int longLength)
    {
        byte[] file = await File.ReadAllBytesAsync(TestData.Sample("background2.root"));
        MappedRecord[] records = [.. FileMap.Of(file).Records];
        MappedRecord last = records.MaxBy(r => r.Start)!;
        int directory = 100 + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(28));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(12), 0);                  // fEND and the list of keys: nobody closed the file
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(directory + 26), 0);
        int name = last.Start + 26;
        file[name] = length;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(name + 1), longLength);

        long before = GC.GetTotalAllocatedBytes();
        try
        {
            await using RootFile opened = await RootFile.FromMemoryAsync(file, options: new RootOpenOptions { Recover = true });
            Assert.That(opened.IsRecovered, Is.True);
            foreach (RootKey key in opened.Keys.Where(k => k.IsTree))
            {
                RootTree tree = await opened.OpenTreeAsync(key.Path);
                await CountAsync(tree, tree.Schema[0].Name);
            }
        }
        catch (RootException)
        {
            // The record that lies holds what the others need.
        }
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(64 << 20));
    }

    // 14644: a length times a width did not fit its type, and became negative.
    [TestCase(Many)]
    [TestCase(int.MinValue)]
    [TestCase(0x2000_0001)]
    public void Counts_whose_bytes_do_not_fit_a_number_are_refused(int count)
    {
        byte[] array = new RecordBytes().Int32(count).Raw(new byte[64]).ToArray();
        Assert.Throws<RootException>(() =>
        {
            RootBuffer buffer = new(array);
            BasicType.Find("double")!.ReadArray(ref buffer, buffer.ReadInt32());
        });
    }

    // 9154: damaged baskets were told of on the terminal, and the loop over the entries went on without them.
    [Test]
    public async Task A_damaged_basket_is_an_error_that_names_it_and_never_fewer_entries()
    {
        byte[] file = await File.ReadAllBytesAsync(TestData.Sample("background2.root"));
        MappedRecord basket = FileMap.Of(file).Records.First(r => r.ClassName == "TBasket" && r.Name == "MET_pt");
        file.AsSpan((basket.Payload + basket.End) / 2, 8).Reverse();

        await using RootFile opened = await RootFile.FromMemoryAsync(file, "damaged.root");
        RootTree tree = await opened.OpenTreeAsync();
        long entries = 0;
        RootException failure = Assert.ThrowsAsync<RootException>(async () => entries += await CountAsync(tree, "MET_pt"))!;

        Assert.That(failure.Message, Does.Contain("MET_pt").And.Contain("damaged.root").And.Contain("basket 0"));
        Assert.That(entries, Is.Zero);
        Assert.That(await CountAsync(tree, "MET_phi"), Is.EqualTo(tree.EntryCount));
    }

    private static async Task<long> CountAsync(RootTree tree, string column)
    {
        long entries = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync([column]))
            using (batch) entries += batch.EntryCount;
        return entries;
    }
}
