using Hep.Root.IO.Files;
using Hep.Root.IO.Tests.Serialization;

namespace Hep.Root.IO.Tests.Files;

/// <summary>The first bytes of a file.</summary>
public sealed class FileHeaderTests
{
    private static readonly Guid Id = new("2655c8a4-6b0f-11eb-b43f-0b10040aa8c0");

    [Test]
    public void A_small_header_has_four_byte_places()
    {
        FileHeader header = FileHeader.Parse(Header(62404, begin: 100, units: 4).ToArray());

        Assert.That((header.Version, header.Begin, header.NameBytes, header.InfoSeek, header.InfoBytes),
            Is.EqualTo((62404, 100, 68, 228L, 9820)));
        Assert.That(header.Id, Is.EqualTo(Id));
    }

    // fUnits says 4 in files that have eight-byte places: the version decides.
    [TestCase(4)]
    [TestCase(8)]
    public void A_big_header_is_told_by_its_version(int units)
    {
        FileHeader header = FileHeader.Parse(Header(1_061_800, begin: 100, units).ToArray());

        Assert.That((header.Version, header.Begin, header.NameBytes, header.InfoSeek, header.InfoBytes),
            Is.EqualTo((61800, 100, 68, 228L, 9820)));
        Assert.That(header.Id, Is.EqualTo(Id));
    }

    [Test]
    public void Files_of_Geant4_begin_at_64() =>
        Assert.That(FileHeader.Parse(Header(40000, begin: 64, units: 4).ToArray()).Begin, Is.EqualTo(64));

    [Test]
    public void Other_files_are_told_apart_by_their_first_bytes() =>
        Assert.That(() => FileHeader.Parse("PK\u0003\u0004 and so on"u8),
            Throws.TypeOf<RootException>().With.Message.Contains("no ROOT file"));

    [TestCase(62404)]
    [TestCase(1_061_800)]
    public void Every_truncation_is_refused_up_to_the_identity(int version)
    {
        byte[] whole = Header(version, begin: 100, units: 4).ToArray();

        for (int length = 0; length < whole.Length - 18; length++)
            Assert.Throws<RootException>(() => FileHeader.Parse(whole.AsSpan(0, length)), $"cut to {length} of {whole.Length} bytes");
    }

    [TestCase(101, "zlib, level 1")]
    [TestCase(5, "zlib, level 5")]
    [TestCase(209, "LZMA, level 9")]
    [TestCase(404, "LZ4, level 4")]
    [TestCase(505, "Zstandard, level 5")]
    [TestCase(0, "none")]
    [TestCase(500, "none")]
    [TestCase(-1, "unknown (-1)")]
    [TestCase(999, "unknown (999)")]
    public void The_compression_of_new_records_is_told_in_words(int compression, string words) =>
        Assert.That(FileHeader.Parse(Header(62404, begin: 100, units: 4, compression).ToArray()).CompressionName, Is.EqualTo(words));

    private static RecordBytes Header(int version, int begin, int units, int compression = 101)
    {
        bool big = version >= 1_000_000;
        RecordBytes header = new RecordBytes().Raw("root"u8).Int32(version).Int32(begin);
        Place(10561);                                       // fEND
        Place(10497);                                       // fSeekFree
        header.Int32(64).Int32(1).Int32(68).Byte(units).Int32(compression);
        Place(228);                                         // fSeekInfo
        return header.Int32(9820).Int16(1).Raw(Id.ToByteArray(bigEndian: true));

        void Place(long value) => _ = big ? header.Int64(value) : header.Int32(value);
    }
}
