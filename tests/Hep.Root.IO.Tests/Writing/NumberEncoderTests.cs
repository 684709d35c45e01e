using System.Buffers.Binary;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Arrays are written as their numbers are one by one, whatever their type and that of the layout.</summary>
public sealed class NumberEncoderTests
{
    private static readonly Array[] Arrays =
    [
        (double[])[0, 1.5, 2.5, 100], (float[])[0, 1.5f, 100], (long[])[0, 100], (int[])[0, 100], (uint[])[0, 100], (short[])[0, 100],
        (ushort[])[0, 100], (sbyte[])[0, 100], (byte[])[0, 100], (bool[])[true, false], (double[])[],
    ];

    private static readonly Array[] Signed =
    [
        (double[])[-1.5, -2.5, -100, 0], (float[])[-1.5f, -100], (int[])[-1, -100], (sbyte[])[-128, 127],
    ];

    [Test]
    public void Numbers_are_the_same_at_once_and_one_by_one(
        [ValueSource(nameof(Arrays))] Array values, [Values(1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18)] int code)
    {
        using ObjectBuffer together = new(0), single = new(0);

        NumberEncoder.WriteAll(together, code, values);
        foreach (object value in values) NumberEncoder.Write(single, code, value);

        Assert.That(together.Written.ToArray(), Is.EqualTo(single.Written.ToArray()));
    }

    [Test]
    public void Negative_numbers_are_the_same_at_once_and_one_by_one(
        [ValueSource(nameof(Signed))] Array values, [Values(1, 2, 3, 4, 5, 6, 8, 16)] int code) =>
        Numbers_are_the_same_at_once_and_one_by_one(values, code);

    [Test]
    public void Sums_that_a_float_cannot_hold_become_infinite() =>
        Assert.That(WrittenFloats(double.NaN, 1e300, -1e300),
            Is.EqualTo(new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }));

    [TestCase(1, 128.0)]
    [TestCase(2, -40_000.0)]
    [TestCase(3, 3e9)]
    [TestCase(3, double.NaN)]
    [TestCase(13, -1.0)]
    public void Sum_that_does_not_fit_is_refused_with_its_value(int code, double value) =>
        Refused(code, (double[])[0, value], $"{value} does");

    // An array of uint passes for one of int.
    [Test]
    public void Unsigned_numbers_are_not_taken_for_signed_ones()
    {
        Refused(3, (uint[])[1, 3_000_000_000], "3000000000 does");
        Refused(2, (ushort[])[1, 40_000], "40000 does");
        Refused(1, (byte[])[1, 200], "200 does");
    }

    [Test]
    public void Buffer_that_grows_keeps_what_was_written()
    {
        using ObjectBuffer buffer = new(0);
        int at = buffer.Begin(3);
        for (int i = 0; i < 100_000; i++) buffer.Write(i);
        buffer.WriteAll<int>([.. Enumerable.Range(100_000, 100_000)]);
        buffer.End(at);

        byte[] expected = [.. Enumerable.Range(0, 200_000).SelectMany(i => BitConverter.GetBytes(i).Reverse())];
        Assert.That(buffer.Written[6..].SequenceEqual(expected));
        Assert.That(buffer.Written[..6].ToArray(), Is.EqualTo(new byte[] { 0x40, 0x0C, 0x35, 0x02, 0, 3 }));    // 800 002 bytes, version 3
    }

    private static float[] WrittenFloats(params double[] values)
    {
        using ObjectBuffer buffer = new(0);
        NumberEncoder.WriteAll(buffer, 5, values);
        return [.. values.Select((_, i) => BinaryPrimitives.ReadSingleBigEndian(buffer.Written[(sizeof(float) * i)..]))];
    }

    private static void Refused(int code, Array values, string message)
    {
        using ObjectBuffer buffer = new(0);
        Assert.That(() => NumberEncoder.WriteAll(buffer, code, values), Throws.TypeOf<RootException>().With.Message.StartsWith(message));
    }
}
