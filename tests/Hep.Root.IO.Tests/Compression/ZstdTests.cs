using System.Buffers.Binary;
using Hep.Root.IO.Compression;
using Hep.Root.IO.Compression.Encoders;
using Hep.Root.IO.Compression.Zstd;
using Hep.Testing;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Hep.Root.IO.Tests.Compression;

/// <summary>Zstandard's frames, beside another decoder: ZstdSharp, a port of libzstd 1.5.7.</summary>
public sealed class ZstdTests
{
    private const int Guard = 96, Mutations = 6000;
    private const byte Untouched = 0xA5;

    private static readonly byte[][] Plains =
    [
        [], new byte[100], XzFixture.Noise(50), XzFixture.Mixed(400), XzFixture.Mixed(9000), Floats(2000, kept: 8), Floats(300, kept: 23),
        [.. XzFixture.Noise(300), .. new byte[3000], .. XzFixture.Mixed(80)], [.. XzFixture.Mixed(60), .. XzFixture.Mixed(60)], Ramp(1500),
    ];

    // Of more than a block: tables and offsets go from one to the next, and a match begins in the block before.
    private static readonly byte[][] LongPlains = [Floats(60_000, kept: 10), XzFixture.Mixed(300_000), Ramp(90_000), new byte[400_000]];

    private static readonly int[] Levels = [-5, 1, 3, 5, 9, 15, 19];

    [TestCaseSource(nameof(Levels))]
    public void What_was_compressed_comes_back(int level)
    {
        foreach (byte[] plain in (byte[][])[.. Plains, .. LongPlains])
            Assert.That(Decode(Compress(plain, level), plain.Length), Is.EqualTo(plain).AsCollection, $"{plain.Length} bytes");
    }

    [Test]
    public void No_more_compressors_are_kept_than_there_are_processors()
    {
        byte[] plain = XzFixture.Mixed(300_000);
        Thread[] threads = new Thread[8 * Environment.ProcessorCount];
        using Barrier all = new(threads.Length);
        for (int i = 0; i < threads.Length; i++)
            (threads[i] = new Thread(() =>
            {
                all.SignalAndWait();
                ZstdEncoder.Compress(plain, new byte[plain.Length], level: 9);
            })).Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.That(ZstdEncoder.IdleCount, Is.InRange(1, Environment.ProcessorCount));
    }

    [Test]
    public void A_frame_may_say_its_size_and_have_a_checksum([Values] bool saysSize, [Values] bool hasChecksum)
    {
        byte[] plain = XzFixture.Mixed(9000), stored = Compress(plain, 5, saysSize, hasChecksum);

        Assert.That(Decode(stored, plain.Length), Is.EqualTo(plain));
        stored[^1] ^= 1;
        Assert.That(() => Decode(stored, plain.Length), Throws.TypeOf<InvalidDataException>()
            .With.Message.Contains(hasChecksum ? "checksum" : "."));
    }

    [Test]
    public void Frames_may_follow_each_other_and_some_are_skipped()
    {
        byte[] plain = XzFixture.Mixed(400), frame = Compress(plain, 5), skipped = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];

        Assert.That(Decode([.. frame, .. skipped, .. frame, .. skipped], 800), Is.EqualTo((byte[])[.. plain, .. plain]));
        Assert.That(() => Decode([.. frame, .. skipped[..^1]], 400), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => Decode(frame, 401), Throws.TypeOf<InvalidDataException>().With.Message.Contains("1 bytes too early"));
        Assert.That(() => Decode(frame, 399), Throws.TypeOf<InvalidDataException>().With.Message.Contains("room for 399"));
    }

    // The magic number, a single segment of one byte, a raw block of one byte that is the last.
    [TestCase(4, 0x28, "a reserved bit")]
    [TestCase(4, 0x23, "dictionary")]              // its number in the next four bytes
    [TestCase(0, 0x29, "begins with 0xFD2FB529")]
    [TestCase(5, 0x02, "a frame of 2 bytes")]
    [TestCase(6, 0x0F, "reserved type")]
    [TestCase(6, 0x11, "a block of 2 bytes")]
    [TestCase(6, 0x08, "cut off")]                 // not the last
    [TestCase(6, 0x0D, "room for")]                // a compressed block of one byte, which promises fifteen literals
    public void A_frame_that_is_none_is_refused_with_the_reason(int at, byte value, string reason)
    {
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 1, 0x09, 0, 0, (byte)'x'];
        Assert.That(Decode(frame, 1), Is.EqualTo("x"u8.ToArray()));

        frame[at] = value;

        Assert.That(() => Decode(frame, 1), Throws.TypeOf<InvalidDataException>().With.Message.Contains(reason));
    }

    // Found by mutation: a block with a sequence where there is no room at all; weights of literals from fewer bits than two states
    // have; four streams for three literals.
    [TestCase("28B52FFD00503D000000015400000001", 0, "room for")]
    [TestCase("28B52FFD2001090000AA28B52FFD00503D000000015400000001", 1, "room for")]
    [TestCase("28B52FFD00505D000012C0010511A0891F5B0500", 1, "cut off")]
    [TestCase("28B52FFD005085000036000380100100010001000203020100", 3, "nothing in them")]
    public void What_no_encoder_writes_is_refused(string frame, int plainBytes, string reason) => Assert.That(
        () => Decode(Convert.FromHexString(frame), plainBytes), Throws.TypeOf<InvalidDataException>().With.Message.Contains(reason));

    [Test]
    public void Matches_of_every_distance_and_length_are_copied([Range(1, 40)] int distance)
    {
        byte[] random = XzFixture.Noise(distance);
        for (int length = 3; length < 80; length++)
        {
            int behind = 7 * length % 71;   // a block ends near the match, or far from it
            byte[] plain = new byte[distance + length + behind];
            random.CopyTo(plain, 0);
            for (int i = distance; i < distance + length; i++) plain[i] = plain[i - distance];
            XzFixture.Noise(behind).CopyTo(plain, distance + length);

            Assert.That(Decode(Compress(plain, 19), plain.Length), Is.EqualTo(plain), $"{length} bytes");
        }
    }

    // Where both take a frame they give the same. Ours refuses what libzstd does not look at: whether a stream of literals ends with its
    // bits (RFC 8878, 4.2.2), and whether a block gives more than a block may; and it takes any size of the window, since it has none.
    [Test]
    public void Changed_frames_decode_as_elsewhere_and_nothing_is_written_outside()
    {
        (byte[] Stored, byte[] Plain)[] frames = [.. Plains.Skip(1).SelectMany(plain => Levels.Select(l => (Compress(plain, l), plain)))];
        Random random = new(88);
        int decoded = 0, refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            (byte[] stored, byte[] plain) = frames[i % frames.Length];
            byte[] changed = Mutation.Of(stored, random);
            if (random.Next(8) == 0) changed = changed[..random.Next(1, changed.Length)];
            byte[]? elsewhere = DecodeElsewhere(changed, plain.Length, out string? failure);
            try
            {
                byte[] here = Decode(changed, plain.Length);
                Assert.That(
                    elsewhere is null ? failure!.Contains("memory", StringComparison.Ordinal) : here.AsSpan().SequenceEqual(elsewhere),
                    $"mutation {i}: {failure}");
                decoded++;
            }
            catch (InvalidDataException refusal)
            {
                Assert.That(elsewhere is null || refusal.Message.StartsWith("a stream of", StringComparison.Ordinal),
                    $"mutation {i}: {refusal.Message}");
                refused++;
            }
        }

        Assert.That(Math.Min(decoded, refused), Is.GreaterThan(Mutations / 10));
    }

    [Category("Corpus")]
    [Test]
    public void Every_block_of_the_corpus_decodes_as_elsewhere()
    {
        int blocks = 0;
        foreach (string path in Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root"))
        {
            byte[] file = File.ReadAllBytes(path);
            ReadOnlySpan<byte> magic = [0x28, 0xB5, 0x2F, 0xFD];
            for (int at = 0, found; (found = file.AsSpan(at).IndexOf(magic)) >= 0; at++)
            {
                at += found;
                if (at < BlockHeader.Bytes || file[at - BlockHeader.Bytes] != 'Z' || file[at - BlockHeader.Bytes + 1] != 'S') continue;
                BlockHeader header = BlockHeader.Parse(file, at - BlockHeader.Bytes);
                byte[] stored = file[at..(at + header.StoredBytes)];
                Assert.That(Decode(stored, header.PlainBytes).AsSpan().SequenceEqual(DecodeElsewhere(stored, header.PlainBytes, out _)),
                    $"{path} at {at}");
                blocks++;
            }
        }

        Assert.That(blocks, Is.GreaterThan(100));
    }

    private static byte[] Compress(byte[] plain, int level, bool saysSize = true, bool hasChecksum = false)
    {
        using Compressor compressor = new(level);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_contentSizeFlag, saysSize ? 1 : 0);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, hasChecksum ? 1 : 0);
        return compressor.Wrap(plain).ToArray();
    }

    private static byte[] Decode(byte[] stored, int plainBytes)
    {
        byte[] plain = new byte[Guard + plainBytes + Guard];
        plain.AsSpan().Fill(Untouched);
        try
        {
            new ZstdDecoder().Decode(stored, plain.AsSpan(Guard, plainBytes));
            return plain[Guard..^Guard];
        }
        finally
        {
            Assert.That(
                plain.AsSpan(0, Guard).ContainsAnyExcept(Untouched) || plain.AsSpan(Guard + plainBytes).ContainsAnyExcept(Untouched),
                Is.False);
        }
    }

    private static byte[]? DecodeElsewhere(byte[] stored, int plainBytes, out string? failure)
    {
        byte[] plain = new byte[plainBytes];
        failure = null;
        try
        {
            using Decompressor decompressor = new();
            if (decompressor.Unwrap(stored, plain) == plainBytes) return plain;
            failure = "another size";
        }
        catch (ZstdException refusal)
        {
            failure = refusal.Message;
        }
        return null;
    }

    // As a tree has them: big-endian, and with some bits of the mantissa alone.
    private static byte[] Floats(int count, int kept)
    {
        Random random = new(count);
        byte[] bytes = new byte[sizeof(float) * count];
        for (int i = 0; i < count; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits((float)(-30 * Math.Log(1 - random.NextDouble())));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(sizeof(float) * i), bits & (uint)(-1 << (23 - kept)));
        }
        return bytes;
    }

    private static byte[] Ramp(int count)
    {
        byte[] bytes = new byte[sizeof(int) * count];
        for (int i = 0; i < count; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(int) * i), 3 * i + i % 7);
        return bytes;
    }
}
