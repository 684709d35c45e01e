using Hep.Root.IO.Compression;
using Hep.Root.IO.Compression.Native;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Compression;

/// <summary>The native form of a codec beside the managed one.</summary>
public sealed class CodecFormsTests
{
    private const int Mutations = 1200;
    private static readonly string[] Tags = ["ZL"];

    [Category("Corpus")]
    [TestCaseSource(nameof(Tags))]
    public void Every_block_of_the_corpus_gives_the_same_bytes_in_both_forms(string tag)
    {
        BlockCodec codec = WithNative(tag);
        int blocks = 0;
        foreach (string path in Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root"))
        {
            byte[] file = File.ReadAllBytes(path);
            for (int at = 0; (at = Next(file, at, codec)) >= 0; at++)
            {
                if (Header(file, at) is not { } header) continue;
                ReadOnlySpan<byte> stored = file.AsSpan(at + BlockHeader.Bytes, header.StoredBytes);
                byte[]? plain = Outcome(codec.Managed, stored, header.PlainBytes, verifyChecksums: true);
                Assert.That(Outcome(codec.Native!, stored, header.PlainBytes, verifyChecksums: true), Is.EqualTo(plain), $"{path} at {at}");
                if (plain is null) continue;
                blocks++;
                at += BlockHeader.Bytes + header.StoredBytes - 1;
            }
        }

        Assert.That(blocks, Is.GreaterThan(100));
    }

    // One thing is left between them: a length symbol that zlib knows under one number has three in libdeflate. Where the managed form
    // refuses such a block, the native one gives what was compressed, as the Adler-32 says: the same bytes, or none.
    [TestCaseSource(nameof(Tags))]
    public void Changed_bytes_give_the_same_bytes_or_are_refused_by_both_forms(string tag)
    {
        BlockCodec codec = WithNative(tag);
        byte[][] plains =
        [
            XzFixture.Mixed(400), XzFixture.Mixed(9000), [.. XzFixture.Noise(300), .. new byte[3000], .. XzFixture.Mixed(80)],
        ];
        byte[][] stored = [.. plains.Select(plain => Block.Of(tag, plain)[BlockHeader.Bytes..])];
        Random random = new(6_500 + tag[1]);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] plain = plains[i % plains.Length];
            byte[] changed = Mutation.Of(stored[i % plains.Length], random);
            if (random.Next(8) == 0) changed = changed[..random.Next(1, changed.Length)];
            if (random.Next(8) == 0) changed = [.. changed, .. new byte[random.Next(1, 9)]];
            bool verify = random.Next(2) == 0;

            byte[]? managed = Outcome(codec.Managed, changed, plain.Length, verify);
            byte[]? native = Outcome(codec.Native!, changed, plain.Length, verify);

            Assert.That(native, Is.EqualTo(tag == "ZL" && managed is null && native is not null ? plain : managed), $"mutation {i}");
            if (managed is null) refused++;
        }

        Assert.That(refused, Is.InRange(Mutations / 10, Mutations - 1));
    }

    [TestCaseSource(nameof(Tags))]
    public void A_refusal_is_told_in_the_words_of_the_managed_form(string tag)
    {
        BlockCodec codec = WithNative(tag);
        byte[] stored = Block.Of(tag, XzFixture.Mixed(400))[BlockHeader.Bytes..^3], plain = new byte[400];

        string expected = Assert.Throws<InvalidDataException>(() => codec.Managed(stored, plain, verifyChecksums: false))!.Message;

        Assert.That(() => codec.Native!(stored, plain, verifyChecksums: false),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(expected));
    }

    [TestCaseSource(nameof(Tags))]
    public async Task Threads_decode_beside_each_other(string tag)
    {
        BlockCodec codec = WithNative(tag);
        byte[][] plains = [.. Enumerable.Range(1, 8).Select(n => XzFixture.Mixed(1000 * n))];
        byte[][] stored = [.. plains.Select(plain => Block.Of(tag, plain)[BlockHeader.Bytes..])];

        bool[] right = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Enumerable.Range(0, 200).All(_ =>
            Outcome(codec.Native!, stored[i], plains[i].Length, verifyChecksums: true).AsSpan().SequenceEqual(plains[i])))));

        Assert.That(right, Is.All.True);
    }

    [Test]
    public void The_switch_hides_every_library()
    {
        try
        {
            AppContext.SetSwitch(NativeCodecs.Switch, false);

            Assert.That(NativeCodecs.TryLoad(out _, "libc.so.6", "libSystem.dylib", "kernel32.dll"), Is.False);
        }
        finally
        {
            AppContext.SetSwitch(NativeCodecs.Switch, true);
        }
        Assert.That(NativeCodecs.TryLoad(out _, "libc.so.6", "libSystem.dylib", "kernel32.dll"), Is.True);
    }

    [Test]
    public void Without_a_library_the_managed_form_decodes()
    {
        foreach (BlockCodec codec in BlockCodec.All)
            Assert.That((codec with { Native = null }).Decode, Is.EqualTo(codec.Managed), codec.Name);
    }

    private static BlockCodec WithNative(string tag)
    {
        BlockCodec codec = BlockCodec.All.Single(c => c.Tag == tag);
        if (codec.Native is null) Assert.Ignore($"This system has no library for {codec.Name}.");
        return codec;
    }

    /// <summary>The bytes; null where the block is refused.</summary>
    private static byte[]? Outcome(BlockDecoder decode, ReadOnlySpan<byte> stored, int plainBytes, bool verifyChecksums)
    {
        byte[] plain = new byte[plainBytes];
        try
        {
            decode(stored, plain, verifyChecksums);
            return plain;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static int Next(byte[] file, int from, BlockCodec codec)
    {
        int found = file.AsSpan(from).IndexOf([(byte)codec.Tag[0], (byte)codec.Tag[1]]);
        return found < 0 ? -1 : from + found;
    }

    private static BlockHeader? Header(byte[] file, int at)
    {
        try
        {
            return BlockHeader.Parse(file, at);
        }
        catch (RootException)
        {
            return null;   // two letters of something else
        }
    }
}
