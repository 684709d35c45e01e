using CsCheck;
using Hep.Root.IO;
using Hep.Tool.Arguments;

namespace Hep.Tool.Tests.Commands;

public sealed class ByteSizeTests
{
    [TestCase("512MiB", 536_870_912)]
    [TestCase("1.5 GB", 1_500_000_000)]
    [TestCase("64KiB", 65_536)]
    [TestCase("64kB", 64_000)]
    [TestCase("7B", 7)]
    public void A_size_is_a_number_with_its_unit(string text, long bytes)
    {
        Assert.That(ByteSize.TryParse(text, out long parsed), Is.True);
        Assert.That(parsed, Is.EqualTo(bytes));
    }

    [TestCase("512")]
    [TestCase("MiB")]
    [TestCase("-1MiB")]
    [TestCase("1e3MiB")]
    [TestCase("9999999999999TB")]
    [TestCase("")]
    public void What_is_no_size_is_refused(string text) => Assert.That(ByteSize.TryParse(text, out _), Is.False);

    [TestCase(0, "0 B")]
    [TestCase(999, "999 B")]
    [TestCase(1_657_974, "1.66 MB")]
    [TestCase(34_800_000, "34.8 MB")]
    [TestCase(2_000_000_000_000, "2000 GB")]
    public void People_read_three_digits(long bytes, string text) => Assert.That(ByteCount.Format(bytes), Is.EqualTo(text));

    [Test]
    public void What_is_written_is_read_again_within_its_digits() =>
        Gen.Long[0, 1L << 50]
            .Sample(bytes => ByteSize.TryParse(ByteCount.Format(bytes), out long read) && Math.Abs(read - bytes) <= 0.006 * bytes + 1);
}
