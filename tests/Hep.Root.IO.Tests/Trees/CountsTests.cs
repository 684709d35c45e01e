using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Members that count the values of others, in branches of their own.</summary>
[Category("Corpus")]
public sealed class CountsTests
{
    // A TBits in each element of a split TClonesArray: fNbytes has a value for each element, fAllBits as many as that says.
    [Test]
    public async Task In_a_split_collection_each_element_has_its_count()
    {
        await using RootTree tree = await RootTree.OpenAsync(
            $"{TestData.Reference("corpus", "files", "roottest-meta-MakeProject-alice_ESDs.root")}:esdTree");
        const string bits = "Tracks/Tracks.fTPCClusterMap.fAllBits", counts = "Tracks/Tracks.fTPCClusterMap.fNbytes";
        long counted = 0, values = 0;

        await foreach (EntryBatch batch in tree.ReadBatchesAsync([bits, counts]))
            using (batch)
            {
                foreach (uint count in batch.Get<uint>(counts).Values) counted += count;
                values += batch[bits].ValueCount;
            }

        Assert.That(values, Is.Positive.And.EqualTo(counted));
    }

    // Two vertices are split into branches of the same names; the file calls the counter of the first that of both.
    [TestCase("SPDVertex", 0), TestCase("PrimaryVertex", 18)]
    public async Task The_counter_is_the_member_of_the_same_object(string vertex, int first)
    {
        await using RootTree tree = await RootTree.OpenAsync(
            $"{TestData.Reference("corpus", "files", "roottest-meta-MakeProject-alice_ESDs.root")}:esdTree");
        string counter = tree.Schema[$"{vertex}/AliVertex/fIndices"].Counter!;

        await foreach (EntryBatch batch in tree.ReadBatchesAsync([$"{vertex}/AliVertex/fIndices", counter]))
            using (batch)
            {
                ReadOnlySpan<int> ends = batch[$"{vertex}/AliVertex/fIndices"].Offsets(0)[1..];
                Assert.That(batch.GetAs<int>(counter)[0][0], Is.EqualTo(first));
                Assert.That(ends[0], Is.EqualTo(first));
            }

        Assert.That(counter, Is.EqualTo($"{vertex}/AliVertex/fNIndices"));
    }
}
