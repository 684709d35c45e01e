using CsCheck;
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

    // Vectors of four beside one number at a time, whatever the bytes.
    [Test]
    public void Many_numbers_at_once_are_what_each_is_alone(
        [Values("x", "[-pi,pi]", "[0,1000,18]", "[0,0,8]", "[0,0,14]")] string title) =>
        Gen.Byte.Array[12 * 11].Sample(bytes =>
        {
            PackedRange? range = PackedRange.Parse(title);
            Assert.That(Unlike(NumberFormat.Double32(range), bytes), Is.Empty);
            Assert.That(Unlike(NumberFormat.Float16(range), bytes), Is.Empty);
        }, iter: 200);

    // Big-endian numbers of every width in lists with something before them, short and long ones.
    [Test]
    public void Lists_behind_headers_are_what_each_is_alone(
        [Values("uint8", "int16", "float32", "float64")] string type) => Gen.Int[0, 40].Array[1, 12].Sample(counts =>
    {
        NumberFormat format = NumberFormat.Of(Types[type]);
        byte[][] entries = [.. counts.Select((n, i) => Entry(n * format.Width, i))];
        using LoadedBasket basket = TestBasket.Variable(entries);
        using Column all = format.List(1, ListHeader.Pointer)
            .Decode(new ColumnSchema("x", format.Type, Dimension.Variable), new BasketSegment(basket, 0, counts.Length));
        for (int i = 0; i < counts.Length; i++)
        {
            using LoadedBasket one = TestBasket.Fixed(format.Width, new RecordBytes().Raw(entries[i].AsSpan(1)));
            using Column expected = format.Fixed(1).Decode(new ColumnSchema("x", format.Type), new BasketSegment(one, 0, counts[i]));
            string list = string.Join(", ", Enumerable.Range(0, counts[i]).Select(k => expected.ToText(k)));
            if (all.ToText(i, 100) != $"[{list}]") return false;
        }
        return true;
    }, iter: 200);

    private static readonly Dictionary<string, ElementType> Types = new()
    {
        ["uint8"] = ElementType.UInt8, ["int16"] = ElementType.Int16, ["float32"] = ElementType.Float32, ["float64"] = ElementType.Float64,
    };

    // A pointer that is not null, and bytes that tell their place.
    private static byte[] Entry(int bytes, int seed) => [1, .. Enumerable.Range(0, bytes).Select(b => (byte)(b * 31 + seed))];

    private static List<int> Unlike(NumberFormat format, byte[] bytes)
    {
        int count = bytes.Length / format.Width;
        using LoadedBasket basket = TestBasket.Fixed(format.Width, new RecordBytes().Raw(bytes));
        ColumnSchema schema = new("x", format.Type);
        using Column all = format.Fixed(1).Decode(schema, new BasketSegment(basket, 0, count));
        List<int> unlike = [];
        for (int i = 0; i < count; i++)
        {
            using Column one = format.Fixed(1).Decode(schema, new BasketSegment(basket, i, 1));
            if (!Bits(all, i).SequenceEqual(Bits(one, 0))) unlike.Add(i);
        }
        return unlike;
    }

    private static byte[] Bits(Column column, int at) => column is Column<float> singles
        ? BitConverter.GetBytes(singles.Values[at]) : BitConverter.GetBytes(((Column<double>)column).Values[at]);

    private static T Decode<T>(NumberFormat format, RecordBytes bytes) where T : unmanaged
    {
        using LoadedBasket basket = TestBasket.Fixed(bytes.Length, bytes);
        using Column column = format.Fixed(1).Decode(new ColumnSchema("x", format.Type), new BasketSegment(basket, 0, 1));
        return ((Column<T>)column).Values[0];
    }
}
