using System.Buffers.Binary;
using Hep.Root.IO.Trees.NTuple;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>What later formats of RNTuple append is passed over, whatever it is.</summary>
public sealed class LaterFormatTests
{
    [TestCase("", false)]
    [TestCase("F4FFFFFFFFFFFFFF 00000000", false, Description = "a list of no attributes")]
    [TestCase("ECFFFFFFFFFFFFFF 01000000 0800000000000000", true, Description = "a list of one")]
    [TestCase("0800000000000000", true, Description = "no list")]
    [TestCase("010203", true)]
    [TestCase("F4FFFFFFFFFFFFFF 00000000 01", true, Description = "something behind the list")]
    public void A_footer_says_whether_it_has_more_than_is_known(string rest, bool hasMore)
    {
        const string Flags = "0000000000000000", Checksum = "0700000000000000", Extension = "0800000000000000",
            NoGroups = "F4FFFFFFFFFFFFFF00000000";
        byte[] payload = Convert.FromHexString((Flags + Checksum + Extension + NoGroups + rest).Replace(" ", "", StringComparison.Ordinal));

        Footer footer = Footer.Read(new EnvelopeBuffer(payload), headerChecksum: 7, new NTupleSchema());

        Assert.That((footer.Groups.Length, footer.HasMore), Is.EqualTo((0, hasMore)));
    }

    [Test]
    public void Bytes_behind_the_pages_of_a_column_that_are_no_compression_are_passed_over([Range(0, 6)] int bytes)
    {
        byte[] payload = new byte[sizeof(long) + sizeof(int) + sizeof(long) + bytes];
        BinaryPrimitives.WriteInt64LittleEndian(payload, -payload.Length);
        payload.AsSpan(^bytes..).Fill(1);

        EnvelopeBuffer buffer = new(payload);
        ColumnPages pages = ColumnPages.Read(ref buffer)!;

        Assert.That((pages.Count, pages.FirstElement, pages.Compression), Is.EqualTo((0, 0, bytes >= sizeof(int) ? 0x01010101 : 0)));
        Assert.That(buffer.Remaining, Is.Zero);
    }
}
