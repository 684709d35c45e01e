using Hep.Root.IO.Trees.NTuple;

namespace Hep.Root.IO.Tests.Trees.NTuple;

/// <summary>Pages made by hand, one for each encoding, against what the specification says of it.</summary>
public sealed class PageEncodingTests
{
    // Every length up to two vectors and a tail: the vector and the scalar part of a kernel meet at each place.
    private static IEnumerable<int> Lengths => Enumerable.Range(0, 68).Append(300);

    [Test]
    public void Split_elements_of_two_bytes_are_joined([ValueSource(nameof(Lengths))] int count)
    {
        ushort[] expected = Numbers(count, r => (ushort)r.Next());

        Assert.That(Decode<ushort>(0x12, 16, Split(expected, BitConverter.GetBytes), count), Is.EqualTo(expected));
    }

    [Test]
    public void Split_elements_of_four_bytes_are_joined([ValueSource(nameof(Lengths))] int count)
    {
        uint[] expected = Numbers(count, r => (uint)r.NextInt64());

        Assert.That(Decode<uint>(0x14, 32, Split(expected, BitConverter.GetBytes), count), Is.EqualTo(expected));
    }

    [Test]
    public void Split_elements_of_eight_bytes_are_joined([ValueSource(nameof(Lengths))] int count)
    {
        ulong[] expected = Numbers(count, r => (ulong)r.NextInt64() * 3);

        Assert.That(Decode<ulong>(0x16, 64, Split(expected, BitConverter.GetBytes), count), Is.EqualTo(expected));
    }

    [Test]
    public void Split_reals_are_joined([ValueSource(nameof(Lengths))] int count)
    {
        double[] expected = Numbers(count, r => r.NextDouble() - 0.5);

        Assert.That(Decode<double>(0x19, 64, Split(expected, BitConverter.GetBytes), count), Is.EqualTo(expected));
        float[] single = Array.ConvertAll(expected, v => (float)v);
        Assert.That(Decode<float>(0x18, 32, Split(single, BitConverter.GetBytes), count), Is.EqualTo(single));
    }

    [Test]
    public void Zigzag_gives_signs_back_at_every_width([ValueSource(nameof(Lengths))] int count)
    {
        long[] expected = Numbers(count, r => r.NextInt64(long.MinValue, long.MaxValue) >> r.Next(64));
        short[] narrow = Array.ConvertAll(expected, v => (short)v);
        int[] middle = Array.ConvertAll(expected, v => (int)v);

        Assert.That(Decode<long>(0x15, 64, Split(expected, v => BitConverter.GetBytes((v << 1) ^ (v >> 63))), count),
            Is.EqualTo(expected));
        Assert.That(Decode<int>(0x13, 32, Split(middle, v => BitConverter.GetBytes((v << 1) ^ (v >> 31))), count), Is.EqualTo(middle));
        Assert.That(Decode<short>(0x11, 16, Split(narrow, v => BitConverter.GetBytes((short)((v << 1) ^ (v >> 15)))), count),
            Is.EqualTo(narrow));
    }

    [TestCase(int.MinValue)]
    [TestCase(int.MaxValue)]
    public void Zigzag_keeps_the_extremes(int extreme) =>
        Assert.That(Decode<int>(0x13, 32, Split([extreme], v => BitConverter.GetBytes((v << 1) ^ (v >> 31))), 1), Is.EqualTo([extreme]));

    // The specification's worked page: lists that end at 3, 6, 11, 15 and 19.
    [Test]
    public void Ends_are_sums_of_their_differences()
    {
        Assert.That(DecodeEnds(0x1B, 64, Split([3L, 3, 5, 4, 4], BitConverter.GetBytes), 5), Is.EqualTo([3, 6, 11, 15, 19]));
        Assert.That(DecodeEnds(0x1A, 32, Split([3, 3, 5, 4, 4], BitConverter.GetBytes), 5), Is.EqualTo([3, 6, 11, 15, 19]));
        Assert.That(DecodeEnds(0x0F, 64, Plain([3L, 6, 11, 15, 19], BitConverter.GetBytes), 5), Is.EqualTo([3, 6, 11, 15, 19]));
        Assert.That(DecodeEnds(0x0E, 32, Plain([3, 6, 11, 15, 19], BitConverter.GetBytes), 5), Is.EqualTo([3, 6, 11, 15, 19]));
    }

    [Test]
    public void Bits_stand_lowest_first([ValueSource(nameof(Lengths))] int count)
    {
        bool[] expected = Numbers(count, r => r.Next(2) == 1);
        byte[] page = Packed(Array.ConvertAll(expected, b => b ? 1u : 0), 1);

        Assert.That(Decode<bool>(0x00, 1, page, count), Is.EqualTo(expected));
        Assert.That(Decode<int>(0x00, 1, page, count), Is.EqualTo(Array.ConvertAll(expected, b => b ? 1 : 0)));
    }

    [Test]
    public void Truncated_reals_are_the_upper_bits([Range(10, 31)] int bits)
    {
        float[] values = Numbers(67, r => (float)(r.NextDouble() * 100 - 50));
        uint[] words = Array.ConvertAll(values, v => BitConverter.SingleToUInt32Bits(v) >> (32 - bits));

        float[] decoded = Decode<float>(0x1C, bits, Packed(words, bits), values.Length);

        Assert.That(decoded, Is.EqualTo(Array.ConvertAll(words, w => BitConverter.UInt32BitsToSingle(w << (32 - bits)))));
    }

    [Test]
    public void Quantised_reals_divide_their_range([Values(1, 7, 8, 16, 20, 25, 31, 32)] int bits)
    {
        uint most = uint.MaxValue >> (32 - bits);
        uint[] steps = [0, most, .. Numbers(65, r => (uint)r.NextInt64() & most)];

        double[] decoded = Decode<double>(0x1D, bits, Packed(steps, bits), steps.Length, (-2, 3));

        for (int i = 0; i < steps.Length; i++) Assert.That(decoded[i], Is.EqualTo(-2 + 5.0 * steps[i] / most).Within(1e-12));
        Assert.That(Decode<float>(0x1D, bits, Packed(steps, bits), steps.Length, (-2, 3))[1], Is.EqualTo(3f));
    }

    // The specification's worked value: 1.2345678 in 8 bits between −2 and 3.
    [Test]
    public void A_quantised_value_is_the_worked_one() =>
        Assert.That(Decode<float>(0x1D, 8, [165], 1, (-2, 3))[0], Is.EqualTo(1.2352941f));

    [TestCase(0x0B)]
    [TestCase(0x17)]
    public void Half_precision_becomes_single(int code)
    {
        Half[] halves = [(Half)1.5, (Half)(-0.25), Half.MaxValue, Half.NaN];
        byte[] page = code == 0x0B ? Plain(halves, BitConverter.GetBytes) : Split(halves, BitConverter.GetBytes);

        Assert.That(Decode<float>(code, 16, page, 4), Is.EqualTo([1.5f, -0.25f, 65504f, float.NaN]));
    }

    [Test]
    public void A_double_may_stand_in_a_column_of_32_bits() =>
        Assert.That(Decode<double>(0x18, 32, Split([1.5f, -2.25f], BitConverter.GetBytes), 2), Is.EqualTo([1.5, -2.25]));

    [Test]
    public void Integers_may_stand_in_columns_of_another_width() =>
        Assert.That(Decode<long>(0x11, 16, Split([-2, 3], v => BitConverter.GetBytes((short)((v << 1) ^ (v >> 31)))), 2),
            Is.EqualTo([-2, 3]));

    [Test]
    public void A_real_cannot_stand_in_a_column_of_integers() =>
        Assert.That(PageDecoders.Values<float>(Column(0x07, 32)), Is.Null);

    [Test]
    public void Ends_that_fall_are_told_wherever_they_do([Range(1, 40)] int at)
    {
        long[] ends = [.. Enumerable.Range(1, 41).Select(i => 5L * i)];
        ends[at] = ends[at - 1] - 1;

        Assert.That(Ends.TryFill(ends, 0, 0, new int[41]), Is.False);
    }

    [Test]
    public void Offsets_are_ends_less_what_came_before([ValueSource(nameof(Lengths))] int count)
    {
        long[] ends = [.. Enumerable.Range(0, count).Select(i => (1L << 40) + 3 * i)];
        int[] offsets = new int[count];

        Assert.That(Ends.TryFill(ends, 1L << 40, (1L << 40) - 7, offsets), Is.True);
        Assert.That(offsets, Is.EqualTo(Enumerable.Range(0, count).Select(i => 7 + 3 * i)));
    }

    private static T[] Decode<T>(int code, int bits, byte[] page, int count, (double, double) range = default) where T : unmanaged
    {
        T[] values = new T[count];
        PageDecoders.Values<T>(Column(code, bits, range))!.Decode(page, values);
        return values;
    }

    private static long[] DecodeEnds(int code, int bits, byte[] page, int count)
    {
        long[] values = new long[count];
        PageDecoders.Ends(Column(code, bits)).Decode(page, values);
        return values;
    }

    private static StoredColumn Column(int code, int bits, (double, double) range = default) =>
        new() { Id = 0, TypeCode = code, Bits = bits, FieldId = 0, Representation = 0, Range = range };

    private static T[] Numbers<T>(int count, Func<Random, T> next)
    {
        Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => next(random))];
    }

    private static byte[] Plain<T>(T[] values, Func<T, byte[]> bytes) => [.. values.SelectMany(bytes)];

    private static byte[] Split<T>(T[] values, Func<T, byte[]> bytes)
    {
        byte[][] elements = Array.ConvertAll(values, v => bytes(v));
        return [.. Enumerable.Range(0, elements.Length == 0 ? 0 : elements[0].Length).SelectMany(p => elements.Select(e => e[p]))];
    }

    // Bit by bit, as the specification describes it.
    private static byte[] Packed(uint[] values, int bits)
    {
        byte[] page = new byte[(values.Length * bits + 7) / 8];
        for (int i = 0; i < values.Length * bits; i++)
            page[i / 8] |= (byte)((values[i / bits] >> (i % bits) & 1) << (i % 8));
        return page;
    }
}
