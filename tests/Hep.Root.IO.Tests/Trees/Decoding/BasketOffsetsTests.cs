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

    public enum Table { Stored, Decoded, None }

    [Test]
    public void Entries_that_are_taken_over_are_those_of_the_basket_behind_the_first() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 40], Gen.Int[0, 39], Gen.Enum<Table>(), Gen.Bool).Sample((lengths, at, table, twice) =>
    {
        if (table == Table.None) Array.Fill(lengths, lengths[0]);
        int first = at % lengths.Length, second = twice ? first / 2 : 0;
        byte[] data = [.. Enumerable.Range(0, lengths.Sum()).Select(i => (byte)i)];
        using LoadedBasket basket = TestBasket.Make(data, lengths.Length, lengths[0], KeyLength), half = new(), rest = new();
        if (table != Table.None) basket.SetStoredOffsets(Starts(lengths));
        if (table == Table.Decoded) _ = basket.Offsets;

        half.TakeFrom(basket, second);
        int bytes = half.BytesFrom(first - second);
        rest.TakeFrom(half, first - second);
        data.AsSpan().Clear();                      // what was taken lives on

        int start = lengths[..first].Sum();
        return rest.FirstEntry == first && rest.EntryCount == lengths.Length - first && rest.DataStart == KeyLength + start
            && bytes == lengths[first..].Sum() + (table == Table.Stored ? 4 * rest.EntryCount : 0)
            && Enumerable.Range(0, rest.EntryCount).All(i =>
                rest.Part(i, 1).SequenceEqual(Expected(i)) && rest.StartOf(i) == lengths[first..(first + i)].Sum()
                && rest.Entries(i, 1).SequenceEqual(Expected(i)));

        ReadOnlySpan<byte> Expected(int entry) => Enumerable.Range(lengths[..(first + entry)].Sum(), lengths[first + entry])
            .Select(i => (byte)i).ToArray();
    }, iter: 1000);

    [Test]
    public void Entries_are_not_taken_over_from_where_the_table_leaves_the_data([Values(-1, 11, int.MinValue)] int start)
    {
        using LoadedBasket basket = TestBasket.Make(new byte[10], 3, 0, KeyLength), rest = new();
        basket.SetStoredOffsets(new RecordBytes().Int32(KeyLength).Int32(start + KeyLength).Int32(KeyLength + 8).Int32(0).ToArray());

        Assert.That(() => rest.TakeFrom(basket, 1), Throws.TypeOf<RootException>().With.Message.Contains("Entry 1 of the branch"));
    }

    [TestCase(3, 4)]
    [TestCase(3, 2)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void A_counter_that_does_not_fit_the_data_is_refused(int first, int second)
    {
        using LoadedBasket basket = TestBasket.Make(new byte[6 * 8], 2, 0);

        Assert.Throws<RootException>(() => basket.SetCounts([first, second], 8));
    }

    private static byte[] Starts(int[] lengths)
    {
        RecordBytes table = new();
        for (int entry = 0; entry < lengths.Length; entry++) table.Int32(KeyLength + lengths[..entry].Sum());
        return table.Int32(0).ToArray();
    }

    [Test]
    public void A_negative_counter_is_refused()
    {
        using LoadedBasket basket = TestBasket.Make(new byte[2 * 8], 2, 0);

        Assert.Throws<RootException>(() => basket.SetCounts([-1, 2], 8));
    }
}
