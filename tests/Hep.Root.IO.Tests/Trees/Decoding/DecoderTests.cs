using Hep.Jagged;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>From the bytes of entries to columns.</summary>
public sealed class DecoderTests
{
    [Test]
    public void Flat_numbers_of_several_baskets_become_one_column()
    {
        using LoadedBasket first = TestBasket.Fixed(4, new RecordBytes().Int32(1).Int32(2).Int32(3)),
            second = TestBasket.Fixed(4, new RecordBytes().Int32(4).Int32(5));

        using Column column = NumberFormat.Of(ElementType.Int32).Fixed(1)
            .Decode(new ColumnSchema("x", ElementType.Int32), new BasketSegment(first, 1, 2), new BasketSegment(second, 0, 1));

        Assert.That(((Column<int>)column).Values.ToArray(), Is.EqualTo(new[] { 2, 3, 4 }));
    }

    [Test]
    public void Leaves_of_a_list_are_taken_from_their_place_in_the_entry()
    {
        using LoadedBasket basket = TestBasket.Fixed(10, new RecordBytes().Double(1.5).Int16(-7).Double(2.5).Int16(8));

        using Column column = NumberFormat.Of(ElementType.Int16).Fixed(1, place: 8, entryBytes: 10)
            .Decode(new ColumnSchema("list.y", ElementType.Int16), new BasketSegment(basket, 0, 2));

        Assert.That(((Column<short>)column).Values.ToArray(), Is.EqualTo(new short[] { -7, 8 }));
    }

    [Test]
    public void Any_byte_that_is_not_zero_is_true()
    {
        using LoadedBasket basket = TestBasket.Fixed(1, new RecordBytes().Raw([0, 1, 2, 255]));

        using Column column = NumberFormat.Of(ElementType.Bool).Fixed(1)
            .Decode(new ColumnSchema("b", ElementType.Bool), new BasketSegment(basket, 0, 4));

        Assert.That(System.Runtime.InteropServices.MemoryMarshal.Cast<bool, byte>(((Column<bool>)column).Values).ToArray(),
            Is.EqualTo(new byte[] { 0, 1, 1, 1 }));
    }

    [Test]
    public void Entries_of_another_length_are_refused_with_both_lengths()
    {
        using LoadedBasket basket = TestBasket.Fixed(8, new RecordBytes().Int64(1).Int64(2));

        RootException failure = Assert.Throws<RootException>(() =>
            NumberFormat.Of(ElementType.Int32).Fixed(1)
                .Decode(new ColumnSchema("x", ElementType.Int32), new BasketSegment(basket, 0, 2)))!;

        Assert.That(failure.Message, Does.Contain("8 bytes").And.Contain("4 expected").And.Contain("basket 0"));
        Assert.That(failure.Offset, Is.EqualTo(1234));
    }

    [Test]
    public void A_lie_about_the_shape_takes_no_memory()
    {
        using LoadedBasket basket = TestBasket.Fixed(8, new RecordBytes().Raw(new byte[8 * 1000]));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<RootException>(() =>
            NumberFormat.Of(ElementType.Float64).Fixed(200_000)
                .Decode(new ColumnSchema("x", ElementType.Float64), new BasketSegment(basket, 0, 1000)));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public void Lengths_of_lists_follow_from_the_bytes_of_their_entries()
    {
        using LoadedBasket basket = TestBasket.Variable([0x3F, 0x80, 0, 0, 0x40, 0, 0, 0], [], [0x40, 0x40, 0, 0]);

        using Column column = List(NumberFormat.Of(ElementType.Float32), ListHeader.None, basket, 3);

        Assert.That(column.Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 2, 2, 3 }));
        Assert.That(((Column<float>)column).Values.ToArray(), Is.EqualTo(new[] { 1f, 2f, 3f }));
    }

    [Test]
    public void Bytes_that_are_no_whole_number_of_values_are_refused()
    {
        using LoadedBasket basket = TestBasket.Variable([0, 0, 0, 1], [0, 0, 1]);

        Assert.That(() => List(NumberFormat.Of(ElementType.Int32), ListHeader.None, basket, 2),
            Throws.TypeOf<RootException>().With.Message.Contains("3 bytes").And.Message.Contains("entry 1"));
    }

    [Test]
    public void A_vector_has_ten_bytes_before_its_numbers()
    {
        using LoadedBasket basket = TestBasket.Variable(Vector(1, 2, 3), Vector(), Vector(4));

        using Column column = List(NumberFormat.Of(ElementType.Int32), ListHeader.Collection, basket, 3);

        Assert.That(column.Offsets(0).ToArray(), Is.EqualTo(new[] { 0, 3, 3, 4 }));
        Assert.That(((Column<int>)column).Values.ToArray(), Is.EqualTo(new[] { 1, 2, 3, 4 }));
    }

    [TestCase(0, TestName = "A_vector_whose_byte_count_lies_is_refused")]
    [TestCase(4, TestName = "A_vector_streamed_member_by_member_is_refused")]
    [TestCase(9, TestName = "A_vector_whose_count_lies_is_refused")]
    public void A_vector_that_lies_is_refused(int at)
    {
        byte[] vector = Vector(1, 2);
        vector[at] ^= 0x40;
        using LoadedBasket basket = TestBasket.Variable(vector);

        Assert.Throws<RootException>(() => List(NumberFormat.Of(ElementType.Int32), ListHeader.Collection, basket, 1));
    }

    [Test]
    public void An_entry_too_short_for_a_vector_is_refused()
    {
        using LoadedBasket basket = TestBasket.Variable(Vector(1)[..9]);

        Assert.Throws<RootException>(() => List(NumberFormat.Of(ElementType.Int32), ListHeader.Collection, basket, 1));
    }

    [Test]
    public void Strings_may_be_empty_in_two_ways_and_long()
    {
        string longText = new('x', 300);
        using LoadedBasket basket = TestBasket.Variable(new RecordBytes().Text("uno").ToArray(), [0], [],
            new RecordBytes().Text(longText).ToArray());

        using Column column = new TextDecoder(0).Decode(new ColumnSchema("s", ElementType.String), new BasketSegment(basket, 0, 4));

        Assert.That(Enumerable.Range(0, 4).Select(column.GetText), Is.EqualTo(new[] { "uno", "", "", longText }));
    }

    [Test]
    public void Bytes_behind_a_string_are_refused()
    {
        using LoadedBasket basket = TestBasket.Variable([1, (byte)'a', (byte)'b']);

        Assert.Throws<RootException>(() =>
            new TextDecoder(0).Decode(new ColumnSchema("s", ElementType.String), new BasketSegment(basket, 0, 1)));
    }

    private static Column List(NumberFormat format, ListHeader header, LoadedBasket basket, int entries) =>
        format.List(1, header).Decode(new ColumnSchema("v", format.Type, Dimension.Variable),
            new BasketSegment(basket, 0, entries));

    private static byte[] Vector(params int[] values) => new RecordBytes().Frame(9, vector =>
    {
        vector.Int32(values.Length);
        foreach (int value in values) vector.Int32(value);
    }).ToArray();
}
