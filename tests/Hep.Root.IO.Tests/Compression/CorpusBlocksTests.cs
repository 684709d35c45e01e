using Hep.Root.IO.Compression;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Compression;

/// <summary>Blocks of real files, found by their headers.</summary>
[Category("Corpus")]
public sealed class CorpusBlocksTests
{
    // roottest's old files are all that is known of this codec: 63 blocks in ten files, each of them plain deflate to the last bit.
    [Test]
    public void Every_block_of_the_oldest_codec_decodes_to_its_declared_size()
    {
        int blocks = 0;
        foreach (string path in Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "roottest-*.root"))
        {
            byte[] file = File.ReadAllBytes(path);
            for (int at = 0; (at = Next(file, at)) >= 0; blocks++)
            {
                BlockHeader header = BlockHeader.Parse(file, at);
                byte[] stored = file[at..(at + BlockHeader.Bytes + header.StoredBytes)];
                Assert.That(() => Block.Decompress(stored, header.PlainBytes), Throws.Nothing, $"{Path.GetFileName(path)} at {at}");
                at += stored.Length;
            }
        }

        Assert.That(blocks, Is.EqualTo(63));

        static int Next(byte[] file, int from)
        {
            int found = file.AsSpan(from).IndexOf("CS\x08"u8);
            return found < 0 ? -1 : from + found;
        }
    }
}
