using CsCheck;
using Hep.Root.IO.Compression;

namespace Hep.Root.IO.Tests.Compression;

public sealed class BlockFramesTests
{
    private static readonly byte[] Plain = XzFixture.Mixed(400);

    [TestCaseSource(typeof(Block), nameof(Block.Tags))]
    public void A_block_of_each_codec_gives_its_plain_bytes(string tag)
    {
        Assert.That(Block.Decompress(Block.Of(tag, Plain), Plain.Length), Is.EqualTo(Plain));
    }

    [TestCase("ZL")]
    [TestCase("ZS")]
    [TestCase("L4")]
    [TestCase("CS")]
    public void Decompression_undoes_compression(string tag) =>
        Gen.Select(Gen.Byte.Array[1, 300], Gen.Int[1, 40]).Sample((pattern, repeats) =>
        {
            byte[] plain = [.. Enumerable.Repeat(pattern, repeats).SelectMany(p => p)];
            return Block.Decompress(Block.Of(tag, plain), plain.Length).AsSpan().SequenceEqual(plain);
        }, iter: 300);

    [Test]
    public void Blocks_of_several_codecs_follow_each_other()
    {
        byte[] stored = [.. Block.Tags.SelectMany(tag => Block.Of(tag, Plain))];

        byte[] plain = Block.Decompress(stored, Plain.Length * Block.Tags.Length);

        Assert.That(plain, Is.EqualTo(Enumerable.Repeat(Plain, Block.Tags.Length).SelectMany(p => p)));
        Assert.That(BlockFrames.PlainSize(stored), Is.EqualTo(plain.Length));
    }

    [Test]
    public void A_block_of_the_greatest_size_is_taken()
    {
        byte[] plain = new byte[BlockHeader.MaxPlainBytes];
        new Random(3).NextBytes(plain.AsSpan(0, 1 << 20));

        Assert.That(Block.Decompress(Block.Of("L4", plain), plain.Length).AsSpan().SequenceEqual(plain));
    }

    [TestCase("ZL")]
    [TestCase("ZS")]
    [TestCase("L4")]
    [TestCase("CS")]
    public void Zeros_which_expand_most_are_taken(string tag)
    {
        byte[] stored = Block.Of(tag, new byte[BlockHeader.MaxPlainBytes]);

        Assert.That(BlockFrames.PlainSize(stored), Is.EqualTo(BlockHeader.MaxPlainBytes));
        Assert.That(Block.Decompress(stored, BlockHeader.MaxPlainBytes).AsSpan().ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    public void Blocks_that_give_less_or_more_than_the_record_are_refused(
        [Values(-1, 1)] int difference, [ValueSource(typeof(Block), nameof(Block.Tags))] string tag)
    {
        RootException refusal = Assert.Throws<RootException>(() => Block.Decompress(Block.Of(tag, Plain), Plain.Length + difference))!;

        Assert.That(refusal.Message, Does.Contain("the record"));
    }

    [Test]
    public void A_header_that_lies_about_the_plain_size_is_refused(
        [Values(-1, 1)] int difference, [ValueSource(typeof(Block), nameof(Block.Tags))] string tag)
    {
        byte[] stored = Block.Of(tag, Plain);
        byte[] lie = Block.Frame(tag, stored[2], stored[9..], Plain.Length + difference);

        RootException refusal = Assert.Throws<RootException>(() => Block.Decompress(lie, Plain.Length + difference))!;

        Assert.That(refusal.Message, Does.StartWith("Damaged"));
        Assert.That(refusal.Offset, Is.Zero);
    }

    [TestCaseSource(typeof(Block), nameof(Block.Tags))]
    public void Bytes_left_over_inside_a_block_are_refused(string tag)
    {
        byte[] stored = Block.Of(tag, Plain);
        byte[] longer = Block.Frame(tag, stored[2], [.. stored[9..], 0, 0, 0, 0], Plain.Length);

        Assert.That(() => Block.Decompress(longer, Plain.Length), Throws.TypeOf<RootException>());
    }

    [Test]
    public void The_offset_of_a_failure_is_that_of_its_block()
    {
        byte[] good = Block.Of("ZL", Plain), bad = Block.Of("L4", Plain);
        bad[^3] ^= 1;

        RootException refusal = Assert.Throws<RootException>(() => Block.Decompress([.. good, .. bad], 2 * Plain.Length))!;

        Assert.That(refusal.Offset, Is.EqualTo(good.Length));
        Assert.That(refusal.Message, Does.Contain("LZ4").And.Contain("XXH64"));
    }

    [Test]
    public void An_unknown_codec_is_named_by_its_bytes()
    {
        Assert.That(() => Block.Decompress(Block.Frame("QQ", 7, [1], 1), 1),
            Throws.TypeOf<RootException>().With.Message.Contains("found the bytes 51 51 07"));
    }

    [TestCase("ZL", 8, 1032)]
    [TestCase("L4", 1, 255)]
    [TestCase("ZS", 1, 32_768)]
    [TestCase("XZ", 0, 7_100)]
    public void An_expansion_that_no_codec_reaches_is_refused_before_memory_is_taken(string tag, int method, int limit)
    {
        byte[] possible = Block.Frame(tag, (byte)method, new byte[12], 12 * limit),
            impossible = Block.Frame(tag, (byte)method, new byte[12], 12 * limit + 1);

        Assert.That(BlockFrames.PlainSize(possible), Is.EqualTo(12 * limit));
        Assert.That(() => BlockFrames.PlainSize(impossible), Throws.TypeOf<RootException>().With.Message.Contains("cannot hold"));
    }

    [TestCaseSource(typeof(Block), nameof(Block.Tags))]
    public void Only_zlib_allocates_for_a_block(string tag)
    {
        byte[] stored = Block.Of(tag, Plain), plain = new byte[Plain.Length];
        BlockFrames.Decompress(stored, plain, verifyChecksums: true);

        long before = GC.GetAllocatedBytesForCurrentThread();
        BlockFrames.Decompress(stored, plain, verifyChecksums: true);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.LessThanOrEqualTo(tag is "ZL" or "CS" ? 512 : 0));
    }
}
