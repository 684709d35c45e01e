using Hep.Testing;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>The map that mutations go by: were it empty, they would change nothing that matters.</summary>
public sealed class FileMapTests
{
    [TestCase("signal.root", 336, 0)]
    [TestCase("background.root", 279, 279)]
    [TestCase("background2.root", 224, 224)]
    public void The_map_of_a_sample_shows_its_compressed_blocks(string sample, int blocks, int withChecksum)
    {
        FileMap map = FileMap.Of(File.ReadAllBytes(TestData.Sample(sample)));

        Assert.That(map.Lengths.Count(f => f.Name == "block plain size"), Is.EqualTo(blocks));
        Assert.That(map.Checked, Has.Count.EqualTo(withChecksum));
        Assert.That(map.Records.Count(r => r.ClassName == "TBasket"), Is.GreaterThan(100));
    }

    [Test]
    public void The_map_of_a_sample_shows_the_lengths_in_its_tree()
    {
        FileMap map = FileMap.Of(File.ReadAllBytes(TestData.Sample("signal.root")));

        Assert.That(map.Records.Count(r => r.ClassName == "TTree"), Is.EqualTo(1));
        Assert.That(map.Lengths.Count(f => f.Name == "byte count"), Is.GreaterThan(100));
    }

    // Were most taken for flips that no checksum can tell, the comparison of values would look away.
    [Test]
    [Category("Corpus")]
    public void Flips_below_a_checksum_are_covered()
    {
        byte[] file = File.ReadAllBytes(TestData.Reference("corpus", "files", "uproot-small-dy-nooffsets.root"));
        FileMap map = FileMap.Of(file);

        int covered = Enumerable.Range(0, 2000).Select(seed => Mutation.Of(file, map, seed))
            .Count(m => m.IsCovered && m.Description.EndsWith("flipped", StringComparison.Ordinal));

        Assert.That(covered, Is.GreaterThan(300));          // one mutation in five is such a flip
    }

    [Test]
    [Category("Corpus")]
    public void A_compressed_tree_is_stored_plain_where_mutations_are_to_reach_it()
    {
        byte[] file = File.ReadAllBytes(TestData.Reference("corpus", "files", "uproot-simple.root"));

        MappedRecord tree = FileMap.Of(PlainTree.Of(file)).Records.Last();

        Assert.That(tree.ClassName, Is.EqualTo("TTree"));
        Assert.That(tree.End - tree.Payload, Is.EqualTo(tree.PlainBytes));
    }
}
