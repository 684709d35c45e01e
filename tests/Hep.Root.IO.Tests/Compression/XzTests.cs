using System.Buffers.Binary;
using System.IO.Hashing;
using Hep.Root.IO.Compression;
using Hep.Root.IO.Compression.Lzma;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Compression;

public sealed class XzTests
{
    [TestCaseSource(typeof(XzFixture), nameof(XzFixture.All))]
    public void A_stream_of_the_reference_encoder_gives_its_plain_bytes(object fixture)
    {
        XzFixture xz = (XzFixture)fixture;
        byte[] plain = new byte[xz.Plain.Length];

        XzContainer.Decode(xz.Stored, plain, verifyChecksums: true);

        Assert.That(plain, Is.EqualTo(xz.Plain));
    }

    [TestCaseSource(typeof(XzFixture), nameof(XzFixture.All))]
    public void Any_byte_changed_is_noticed(object fixture)
    {
        XzFixture xz = (XzFixture)fixture;
        byte[] plain = new byte[xz.Plain.Length];
        for (int i = 0; i < xz.Stored.Length; i++)
        {
            byte[] changed = [.. xz.Stored];
            changed[i] ^= 0x10;
            // Without a check the values can be anything; with one, a wrong byte cannot hide.
            if (xz.Name == "NoCheck") Assert.That(() => Try(changed, plain), Throws.Nothing, $"byte {i}");
            else
                Assert.That(() => XzContainer.Decode(changed, plain, verifyChecksums: true),
                    Throws.TypeOf<InvalidDataException>(), $"byte {i}");
        }

        static void Try(byte[] changed, byte[] plain)
        {
            try { XzContainer.Decode(changed, plain, verifyChecksums: true); } catch (InvalidDataException) { }
        }
    }

    [Test]
    public void Every_basket_of_a_file_that_ROOT_s_settings_compress_decodes()
    {
        byte[] file = File.ReadAllBytes(TestData.Sample("background2.root"));
        int blocks = 0;
        for (int at = 0; (at = Next(file, at)) >= 0; blocks++)
        {
            BlockHeader header = BlockHeader.Parse(file, at);
            byte[] stored = file[at..(at + BlockHeader.Bytes + header.StoredBytes)];
            // CRC32 vouches for the values
            Assert.That(() => Block.Decompress(stored, header.PlainBytes), Throws.Nothing, $"block at {at}");
            at += stored.Length;
        }

        Assert.That(blocks, Is.EqualTo(224));

        static int Next(byte[] file, int from)
        {
            int found = file.AsSpan(from).IndexOf([(byte)'X', (byte)'Z', (byte)0]);
            return found < 0 ? -1 : from + found;
        }
    }

    [Test]
    public void A_match_that_reaches_before_the_dictionary_is_refused()
    {
        // Chunk: dictionary reset, one plain byte; then a chunk of LZMA whose first symbol asks for a remembered distance of a fresh state.
        byte[] chunks = [1, 0, 0, 42, 0xC0, 0, 9, 0, 5, 0x5D, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0];

        Assert.That(() => Lzma2Chunks.Decode(chunks, new byte[11]), Throws.TypeOf<InvalidDataException>());
    }

    [TestCase(new byte[] { 2, 0, 0, 42, 0 }, "does not reset the dictionary")]
    [TestCase(new byte[] { 1, 0, 0, 42, 0x80, 0, 0, 0, 0, 0, 0 }, "brings no properties")]
    [TestCase(new byte[] { 3, 0 }, "does not reset")]
    [TestCase(new byte[] { 1, 0, 0, 42, 3, 0 }, "no chunk 03")]
    [TestCase(new byte[] { 1, 0, 1, 42, 42, 0 }, "are left")]
    [TestCase(new byte[] { 0xE0, 0, 0, 0, 5, 225, 0, 0, 0, 0, 0, 0, 0 }, "properties 225")]
    [TestCase(new byte[] { 0xE0, 0, 0, 0, 5, 4 * 9 + 8, 0, 0, 0, 0, 0, 0, 0 }, "literal bits")]
    public void Chunks_that_break_the_rules_of_LZMA2_are_refused(byte[] chunks, string reason)
    {
        Assert.That(() => Lzma2Chunks.Decode(chunks, new byte[1]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(reason));
    }

    [Test]
    public void An_index_that_claims_more_than_its_stream_holds_is_refused([Values(0u, 1u, 0x100u, uint.MaxValue)] uint backwardSize)
    {
        byte[] stored = [.. XzFixture.All[0].Stored];
        Span<byte> footer = stored.AsSpan(stored.Length - 12);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[4..], backwardSize);
        BinaryPrimitives.WriteUInt32LittleEndian(footer, Crc32.HashToUInt32(footer[4..10]));

        Assert.That(() => XzContainer.Decode(stored, new byte[400], verifyChecksums: true), Throws.TypeOf<InvalidDataException>());
    }
}
