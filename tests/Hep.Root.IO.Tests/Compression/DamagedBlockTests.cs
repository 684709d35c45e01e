using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Tests.Compression;

/// <summary>What a codec does with bytes that nobody compressed.</summary>
public sealed class DamagedBlockTests
{
    private const int Mutations = 1000;
    private static readonly byte[] Plain = XzFixture.Mixed(400);

    [TestCaseSource(typeof(Block), nameof(Block.Tags))]
    public void Every_truncation_is_refused(string tag)
    {
        byte[] stored = Block.Of(tag, Plain);

        for (int length = 0; length < stored.Length; length++)
        {
            byte[] cut = stored[..length];
            Assert.That(() => Block.Decompress(cut, Plain.Length), Throws.TypeOf<RootException>(), $"cut to {length} of {stored.Length}");
        }
    }

    [TestCaseSource(typeof(Block), nameof(Block.Tags))]
    public void Every_truncation_behind_a_header_that_admits_it_is_refused(string tag)
    {
        byte[] stored = Block.Of(tag, Plain);

        for (int length = 1; length < stored.Length - BlockHeader.Bytes; length++)
        {
            byte[] cut = Block.Frame(tag, stored[2], stored[BlockHeader.Bytes..(BlockHeader.Bytes + length)], Plain.Length);
            Assert.That(() => Block.Decompress(cut, Plain.Length), Throws.TypeOf<RootException>(), $"cut to {length}");
        }
    }

    [Test]
    public void A_zlib_stream_that_asks_for_a_dictionary_is_refused()
    {
        byte[] stored = Block.Frame("ZL", 8, [0x78, 0x20, 1, 2, 3, 4, 0x03, 0x00, 0, 0, 0, 1], 4);   // FDICT is set, RFC 1950 2.2

        Assert.That(() => Block.Decompress(stored, 4), Throws.TypeOf<RootException>());
    }

    [TestCaseSource(typeof(Block), nameof(Block.Tags))]
    public void Changed_bytes_decode_or_are_refused_and_nothing_else(string tag)
    {
        byte[] stored = Block.Of(tag, Plain), plain = new byte[Plain.Length];
        Random random = new(20_260 + tag[0]);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] changed = Mutation.Of(stored, random);
            try
            {
                BlockFrames.Decompress(changed, plain, verifyChecksums: false);
            }
            catch (RootException refusal)
            {
                Assert.That(refusal.Offset, Is.InRange(0, changed.Length));
            }
        }
    }

    // Zstandard as ROOT writes it, and the bare deflate of old files, carry no checksum: what is changed there can decode to anything.
    [TestCase("ZL")]
    [TestCase("L4")]
    [TestCase("XZ")]
    public void Where_there_is_a_checksum_changed_bytes_never_give_other_values(string tag)
    {
        byte[] stored = Block.Of(tag, Plain), plain = new byte[Plain.Length];
        Random random = new(4711 + tag[0]);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] changed = Mutation.Of(stored, random);
            try
            {
                BlockFrames.Decompress(changed, plain, verifyChecksums: true);
                Assert.That(plain, Is.EqualTo(Plain), $"mutation {i}");
            }
            catch (RootException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(Mutations * 9 / 10));
    }
}
