using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Double32_t and Float16_t: the values are those of files that store the same number in full beside it.</summary>
public sealed class PackedNumbersTests
{
    [TestCase("x", 0x4048F545, 3.1399)]
    [TestCase("[-pi,pi]", 0xFFEF1343, 3.14)]
    [TestCase("[-pi,pi,30]", 0x3FFBC4D1, 3.14)]
    [TestCase("[-pi,pi,2]", 0x00000004, Math.PI)]
    public void Doubles_in_four_bytes_follow_their_range(string title, long stored, double expected) =>
        Assert.That(Decode<double>(NumberFormat.Double32(PackedRange.Parse(title)), new RecordBytes().Int32(stored)),
            Is.EqualTo(expected).Within(1e-4));

    // Dividing by 2^32 would be a whole step off at the upper end.
    [Test]
    public void The_last_of_32_bits_is_the_upper_end() =>
        Assert.That(Decode<double>(NumberFormat.Double32(PackedRange.Parse("[0,1]")), new RecordBytes().Int32(0xFFFF_FFFF)),
            Is.EqualTo(1.0));

    [Test]
    public void Truncated_floats_have_twelve_bits_of_mantissa()
    {
        NumberFormat format = NumberFormat.Float16(PackedRange.Parse("f[0,0,16]"));

        Assert.That(Decode<float>(format, new RecordBytes().Raw([0x80, 0x08, 0x00])), Is.EqualTo(3.0f));
        Assert.That(Decode<float>(format, new RecordBytes().Raw([0x80, 0x28, 0x00])), Is.EqualTo(-3.0f));
    }

    [Test]
    public void A_mantissa_of_few_bits_is_shifted_by_them() =>
        Assert.That(Decode<float>(NumberFormat.Float16(PackedRange.Parse("f[0,0,8]")), new RecordBytes().Raw([0x80, 0x00, 0x80])),
            Is.EqualTo(3.0f));

    [TestCase("x[n][3]/D", null)]
    [TestCase("array_30[3]/d[-2.71,10,30]", true)]
    [TestCase("angle [0,2*pi,10]", true)]
    [TestCase("angle [-TMath::Pi()/2, TMath::Pi()/2]", true)]
    [TestCase("bits [0,0,8]", false)]
    [TestCase("[broken", null)]
    [TestCase("[a,b,c]", null)]
    public void A_range_is_the_group_of_numbers_and_no_dimension(string title, bool? hasRange) =>
        Assert.That(PackedRange.Parse(title)?.HasRange, Is.EqualTo(hasRange));

    private static T Decode<T>(NumberFormat format, RecordBytes bytes) where T : unmanaged
    {
        using LoadedBasket basket = TestBasket.Fixed(bytes.Length, bytes);
        using Column column = format.Fixed(1).Decode(new ColumnSchema("x", format.Type), new BasketSegment(basket, 0, 1));
        return ((Column<T>)column).Values[0];
    }
}
