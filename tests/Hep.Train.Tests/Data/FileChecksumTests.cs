namespace Hep.Train.Tests;

public sealed class FileChecksumTests
{
    [Test]
    public void A_file_that_is_written_anew_has_another_checksum()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[10_000_000]);
        string before = FileChecksum.Of(path), again = FileChecksum.Of(path);
        using (FileStream file = File.OpenWrite(path))
        {
            file.Position = 9_999_999;
            file.WriteByte(1);
        }

        string after = FileChecksum.Of(path);
        File.Delete(path);

        Assert.That(before, Does.Match("^sha256-parts:[0-9a-f]{64}$").And.EqualTo(again));
        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(FileChecksum.Of("root://host//file.root"), Is.Empty);
    }

    [TestCase(0)]
    [TestCase(6 << 20)]
    [TestCase((6 << 20) + 1)]
    [TestCase(3_000_000_000)]
    public void Parts_lie_in_the_file_and_cover_its_ends(long length)
    {
        (long Start, int Count)[] parts = [.. FileChecksum.PartsOf(length)];

        Assert.That(parts.All(p => p.Start >= 0 && p.Start + p.Count <= length));
        Assert.That(parts.Sum(p => (long)p.Count), Is.EqualTo(Math.Min(length, 6 << 20)));
        if (length > 0) Assert.That((parts[0].Start, parts[^1].Start + parts[^1].Count), Is.EqualTo((0L, length)));
    }
}
