using CsCheck;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Where entries begin in a basket.</summary>
public sealed class BasketOffsetsTests
{
    private const int KeyLength = 60;

    [Test]
    public void Stored_offsets_count_from_the_key_and_end_with_the_data()
    {
        using LoadedBasket basket = TestBasket.Make(new byte[10], 3, 0, KeyLength);

        basket.SetStoredOffsets(new RecordBytes().Int32(KeyLength).Int32(KeyLength + 4).Int32(KeyLength + 4).Int32(0).ToArray());

        Assert.That(basket.Offsets.ToArray(), Is.EqualTo(new[] { 0, 4, 4, 10 }));
    }

    [TestCase(1, 4, 5, TestName = "Offsets_that_do_not_begin_with_the_data_are_refused")]
    [TestCase(0, 4, 3, TestName = "Offsets_that_fall_are_refused")]
    [TestCase(0, 4, 11, TestName = "Offsets_behind_the_data_are_refused")]
    public void Offsets_that_cannot_be_are_refused(int first, int second, int third)
    {
        using LoadedBasket basket = TestBasket.Make(new byte[10], 3, 0, KeyLength);
        byte[] table = new RecordBytes().Int32(KeyLength + first).Int32(KeyLength + second).Int32(KeyLength + third).Int32(0).ToArray();

        basket.SetStoredOffsets(table);

        Assert.Throws<RootException>(() => _ = basket.Offsets);
    }

    [Test]
    public void Offsets_that_were_left_out_follow_from_the_counter() => Gen.Int[0, 5].Array[1, 40].Sample(counts =>
    {
        using LoadedBasket basket = TestBasket.Make(new byte[counts.Sum() * 8], counts.Length, 0);
        basket.SetCounts(counts, 8);
        return Enumerable.Range(0, counts.Length).All(i => basket.Entries(i, 1).Length == counts[i] * 8);
    }, iter: 200);

    [TestCase(3, 4)]
    [TestCase(3, 2)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void A_counter_that_does_not_fit_the_data_is_refused(int first, int second)
    {
        using LoadedBasket basket = TestBasket.Make(new byte[6 * 8], 2, 0);

        Assert.Throws<RootException>(() => basket.SetCounts([first, second], 8));
    }

    [Test]
    public void A_negative_counter_is_refused()
    {
        using LoadedBasket basket = TestBasket.Make(new byte[2 * 8], 2, 0);

        Assert.Throws<RootException>(() => basket.SetCounts([-1, 2], 8));
    }
}
