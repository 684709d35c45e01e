using Hep.Root.IO.Compression;
using K4os.Compression.LZ4;

namespace Hep.Root.IO.Tests.Compression;

/// <summary>Raw LZ4 blocks, beside another decoder: K4os' port of liblz4.</summary>
public sealed class Lz4BlockTests
{
    private const int Guard = 64;
    private const byte Untouched = 0xA5;

    // where the end is near every step is compared with what remains; where it is far, once for a sequence
    [Test]
    public void Matches_of_every_distance_and_length_are_copied(
        [Range(1, 40)] int distance, [Values(4, 7, 15, 16, 17, 18, 19, 33, 273, 274, 300)] int length, [Values(20, 100)] int rest)
    {
        byte[] plain = Repeating(distance, length, rest);

        Assert.That(Decode(Sequence(plain, distance, length), plain.Length), Is.EqualTo(plain));
    }

    [Test]
    public void Literals_of_every_number_are_copied([Values(14, 15, 16, 31, 32, 33, 47, 254)] int literals, [Range(5, 60)] int rest)
    {
        byte[] plain = Repeating(literals, length: 12, rest);

        Assert.That(Decode(Sequence(plain, literals, 12), plain.Length), Is.EqualTo(plain));
    }

    [Test]
    public void A_match_from_before_the_beginning_is_refused([Values(1, 4, 7, 8, 15, 16, 40)] int literals, [Values(20, 100)] int rest)
    {
        byte[] plain = Repeating(literals, length: 12, rest), block = Sequence(plain, literals, 12);
        block[1 + More(literals).Length + literals]++;

        Assert.That(() => Decode(block, plain.Length), Throws.TypeOf<InvalidDataException>().With.Message.Contains("reaches back further"));
    }

    [Test]
    public void An_offset_of_0_is_refused([Values(20, 100)] int rest)
    {
        byte[] plain = Repeating(distance: 8, length: 8, rest), block = Sequence(plain, distance: 8, length: 8);
        block[9] = 0;   // behind the token and eight literals

        Assert.That(() => Decode(block, plain.Length), Throws.TypeOf<InvalidDataException>().With.Message.Contains("not at all"));
    }

    // the last match begins 12 bytes before the end at the latest, and the last 5 bytes are literals
    [TestCase(4, 8, true)]
    [TestCase(4, 7, false)]
    [TestCase(8, 5, true)]
    [TestCase(8, 4, false)]
    public void A_block_ends_with_literals_enough(int matchLength, int lastLiterals, bool isTaken)
    {
        byte[] plain = Repeating(distance: 8, matchLength, lastLiterals), block = Sequence(plain, distance: 8, matchLength);

        Assert.That(() => Decode(block, plain.Length), isTaken ? Throws.Nothing : Throws.TypeOf<InvalidDataException>());
        Assert.That(LZ4Codec.Decode(block, new byte[plain.Length]) == plain.Length, Is.EqualTo(isTaken));
    }

    [Test]
    public void Changed_blocks_decode_as_elsewhere_and_nothing_is_written_outside()
    {
        byte[][] plains =
        [
            XzFixture.Mixed(400), XzFixture.Mixed(9000), [.. XzFixture.Noise(300), .. new byte[3000], .. XzFixture.Mixed(80)],
            [.. Enumerable.Range(0, 3000).SelectMany(i => BitConverter.GetBytes(i / 7 * 0.25f))],
        ];
        byte[][] blocks = [.. plains.Select(plain => Block.Of("L4", plain)[(BlockHeader.Bytes + 8)..])];
        Random random = new(44);
        int decoded = 0, refused = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] changed = Mutation.Of(blocks[i % blocks.Length], random), elsewhere = new byte[plains[i % plains.Length].Length];
            if (random.Next(8) == 0) changed = changed[..random.Next(1, changed.Length)];
            bool isTakenElsewhere = LZ4Codec.Decode(changed, elsewhere) == elsewhere.Length;
            try
            {
                byte[] plain = Decode(changed, elsewhere.Length);
                Assert.That(isTakenElsewhere && plain.AsSpan().SequenceEqual(elsewhere), $"mutation {i}");
                decoded++;
            }
            catch (InvalidDataException refusal)
            {
                Assert.That(!isTakenElsewhere || refusal.Message.Contains("not at all", StringComparison.Ordinal), $"mutation {i}");
                refused++;
            }
        }

        Assert.That(Math.Min(decoded, refused), Is.GreaterThan(500));
    }

    private static byte[] Repeating(int distance, int length, int rest)
    {
        byte[] plain = [.. XzFixture.Noise(distance), .. new byte[length], .. XzFixture.Noise(rest)];
        for (int i = distance; i < distance + length; i++) plain[i] = plain[i - distance];
        return plain;
    }

    /// <summary>As many literals as the distance, a match, and the rest as literals.</summary>
    private static byte[] Sequence(byte[] plain, int distance, int length)
    {
        byte[] rest = plain[(distance + length)..];
        return [Token(distance, length - 4), .. More(distance), .. plain[..distance], (byte)distance, 0, .. More(length - 4),
            Token(rest.Length, 0), .. More(rest.Length), .. rest];
    }

    private static byte Token(int literals, int match) => (byte)(Math.Min(literals, 15) << 4 | Math.Min(match, 15));

    /// <summary>What a length has above 15.</summary>
    private static byte[] More(int length) =>
        length < 15 ? [] : [.. Enumerable.Repeat((byte)255, (length - 15) / 255), (byte)((length - 15) % 255)];

    private static byte[] Decode(byte[] block, int plainBytes)
    {
        byte[] plain = new byte[Guard + plainBytes + Guard];
        plain.AsSpan().Fill(Untouched);
        try
        {
            Lz4Block.Decode(block, plain.AsSpan(Guard, plainBytes));
            return plain[Guard..^Guard];
        }
        finally
        {
            Assert.That(
                plain.AsSpan(0, Guard).ContainsAnyExcept(Untouched) || plain.AsSpan(Guard + plainBytes).ContainsAnyExcept(Untouched),
                Is.False);
        }
    }
}
