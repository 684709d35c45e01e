using CsCheck;
using Hep.Testing;

namespace Hep.Jagged.Arrow.Tests;

/// <summary>Files that were cut or changed: they are read, or refused with an explanation, and nothing else.</summary>
public sealed class DamagedFileTests
{
    [Test]
    public async Task A_file_that_is_cut_anywhere_is_read_or_refused([Values] ArrowForm form)
    {
        string path = Path.Combine(TestData.NewFolder("cut"), "events.arrow");
        byte[] whole = await FileAsync(form);

        for (int length = 0; length < whole.Length; length++) await ReadAsync(path, whole[..length]);

        Assert.That(await ReadAsync(path, whole), Is.EqualTo(3));
    }

    [Test]
    public async Task A_file_that_is_changed_anywhere_is_read_or_refused([Values] ArrowForm form)
    {
        string path = Path.Combine(TestData.NewFolder("changed"), "events.arrow");
        byte[] whole = await FileAsync(form);

        await Gen.Int.SampleAsync(async seed =>
        {
            Random random = new(seed);
            byte[] changed = [.. whole];
            for (int i = random.Next(1, 4); i > 0; i--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            await ReadAsync(path, changed);
        }, iter: 1000, threads: 1);
    }

    // Read as a length, the first four bytes of each would ask for memory by the gigabyte.
    [TestCase("root")]
    [TestCase("PAR1")]
    [TestCase("")]
    public void What_is_no_Arrow_file_is_told_with_its_name(string start)
    {
        string path = Path.Combine(TestData.NewFolder("other"), "events.root");
        File.WriteAllBytes(path, [.. System.Text.Encoding.ASCII.GetBytes(start), .. new byte[start.Length * 25]]);

        Assert.That(() => ArrowSource.OpenAsync(path),
            Throws.InstanceOf<PipelineException>().With.Message.Contains(path).And.Message.Contains("begins neither"));
    }

    // The number of entries; none where the file is refused.
    private static async Task<int?> ReadAsync(string path, byte[] content)
    {
        await File.WriteAllBytesAsync(path, content);
        try
        {
            int entries = 0;
            ArrowSource source = await ArrowSource.OpenAsync(path);
            await foreach (EntryBatch batch in source.ReadAsync())
                using (batch)
                {
                    foreach (Column column in batch.Columns) Trees.Of(column);
                    entries += batch.EntryCount;
                }
            return entries;
        }
        catch (PipelineException)
        {
            return null;
        }
    }

    private static async Task<byte[]> FileAsync(ArrowForm form)
    {
        using BatchSource source = BatchSource.From(
            Column.CreateJagged("pt", [[1f, 2f], [], [3f]]), Column.CreateText("name", "a", "", "b"));
        using MemoryStream file = new();
        await source.WriteArrowAsync(file, form);
        return file.ToArray();
    }
}
