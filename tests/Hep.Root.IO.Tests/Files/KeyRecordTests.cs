using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;

namespace Hep.Root.IO.Tests.Files;

/// <summary>The head of every record.</summary>
public sealed class KeyRecordTests
{
    [TestCase(4, 26)]
    [TestCase(1004, 34)]
    public void Each_key_tells_the_width_of_its_own_places(int version, int fixedBytes)
    {
        byte[] bytes = Key(version, recordBytes: 500, plainBytes: 900).ToArray();

        (KeyRecord key, int length) = Read(bytes);

        Assert.That(length, Is.EqualTo(fixedBytes + 6 + 7 + 9));
        Assert.That((key.ClassName, key.Name, key.Title, key.Cycle, key.Seek), Is.EqualTo(("TTree", "Events", "A title.", 2, 1234L)));
        Assert.That((key.RecordBytes, key.PlainBytes, key.KeyLength), Is.EqualTo((500, 900, 48)));
    }

    [TestCase(452, false)]
    [TestCase(453, true)]
    [TestCase(100, false)]
    public void A_payload_is_compressed_where_it_is_shorter_than_the_object(int plainBytes, bool compressed) =>
        Assert.That(Read(Key(4, recordBytes: 500, plainBytes).ToArray()).Key.IsCompressed, Is.EqualTo(compressed));

    [TestCase(20, 900)]
    [TestCase(-500, 900)]
    [TestCase(500, -1)]
    public void Sizes_that_cannot_be_are_refused(int recordBytes, int plainBytes) =>
        Assert.Throws<RootException>(() => Read(Key(4, recordBytes, plainBytes).ToArray()));

    [Test]
    public void Every_truncation_is_refused()
    {
        byte[] whole = Key(1004, recordBytes: 500, plainBytes: 900).ToArray();

        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<RootException>(() => Read(whole[..length]), $"cut to {length} of {whole.Length} bytes");
    }

    private static RecordBytes Key(int version, int recordBytes, int plainBytes)
    {
        RecordBytes key = new RecordBytes().Int32(recordBytes).Int16(version).Int32(plainBytes).Int32(0).Int16(48).Int16(2);
        if (version > 1000) key.Int64(1234).Int64(100);
        else key.Int32(1234).Int32(100);
        return key.Text("TTree").Text("Events").Text("A title.");
    }

    private static (KeyRecord Key, int Length) Read(byte[] bytes)
    {
        RootBuffer buffer = new(bytes);
        return (KeyRecord.Read(ref buffer), buffer.Position);
    }
}
