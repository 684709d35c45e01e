using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.TTree;
using static Hep.Root.IO.Tests.Trees.Decoding.TestProgram;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Where the baskets of a branch lie: three arrays of which the writer filled the first part.</summary>
public sealed class BasketPlacesTests
{
    private static readonly StreamerInfo Branch = new("TBranch", 99, 0x1234,
    [
        Member("fWriteBasket", 3, "int"), Member("fMaxBaskets", 6, "int"), Places("fBasketBytes", 43, "int*"),
        Places("fBasketEntry", 56, "Long64_t*"), Places("fBasketSeek", 56, "Long64_t*"),
    ]);

    [Test]
    public void Of_long_arrays_what_was_written_to_is_kept()
    {
        RootObject branch = Read(written: 2, size: 1000);

        Assert.That(branch.GetNumbers("fBasketEntry"), Is.EqualTo(new[] { 0, 10, 20 }));
        Assert.That(new BasketPlaces(branch, 20), Is.EqualTo(new[]
        {
            new BasketPlace(0, 0, 10, 500, 100, null), new BasketPlace(1, 10, 10, 501, 101, null),
        }));
    }

    [TestCase(-1)]
    [TestCase(5)]
    public void A_number_of_baskets_that_cannot_be_is_told(int written)
    {
        RootObject branch = Read(written, size: 4);

        Assert.That(() => new BasketPlaces(branch, 20),
            Throws.TypeOf<RootException>().With.Message.Contains($"counts {written} baskets and names 4 places"));
    }

    [Test]
    public void Baskets_without_entries_are_none()
    {
        BasketPlaces places = new(Read(written: 3, size: 10), entryCount: 20);

        Assert.That((places.Count, places.EntryCount, places.OnDiskCount), Is.EqualTo((2, 20, 2)));
        Assert.That(places.Select(p => p.Index), Is.EqualTo(new[] { 0, 1 }));
    }

    private static RootObject Read(int written, int size)
    {
        RecordBytes record = new RecordBytes().Frame(99, branch =>
        {
            branch.Int32(written).Int32(size).Byte(1);
            for (int i = 0; i < size; i++) branch.Int32(100 + i);
            branch.Byte(1);
            for (int i = 0; i < size; i++) branch.Int64(Math.Min(10 * i, 20));
            branch.Byte(1);
            for (int i = 0; i < size; i++) branch.Int64(500 + i);
        });
        return new ObjectReader(new StreamerInfos([Branch]), RootReadLimits.Default, TreeMetadata.LeftOut)
            .ReadRecord("TBranch", record.ToArray(), keyLength: 0);
    }

    private static StreamerElement Places(string name, int code, string typeName) =>
        new() { Name = name, Type = code, TypeName = typeName, CountName = "fMaxBaskets" };
}
