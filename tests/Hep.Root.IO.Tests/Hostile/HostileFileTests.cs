using System.Globalization;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>
/// Damaged files: cut, with bits flipped and bytes overwritten, and with lies told by their lengths, counts and pointers.
/// <c>HEP_HOSTILE_MUTATIONS</c> makes a longer run: so many mutations of each file.
/// </summary>
[NonParallelizable]
public sealed class HostileFileTests
{
    private const int SmallFile = 64 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Bytes that reading a damaged file may allocate beyond what the whole one does: claims are compared with what is
    // there before memory is taken.
    private const long AllocationBound = 16L << 20;

    private static readonly int? Wanted = int.TryParse(
        Environment.GetEnvironmentVariable("HEP_HOSTILE_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        ? count
        : null;

    // The first cluster of each sample lies in its first 200 kB.
    [TestCase("signal.root", 1)]
    [TestCase("background.root", 2)]
    [TestCase("background2.root", 3)]
    public async Task A_damaged_sample_is_refused_or_reads_as_it_was(string sample, int seed)
    {
        byte[] file = File.ReadAllBytes(TestData.Sample(sample));

        List<string> findings = await CheckAsync(sample, file, FileMap.Of(file, reach: 200_000), new FileReading(500, 40),
            Wanted ?? 500, seed * 1_000_000);

        Assert.That(findings, Is.Empty);
    }

    [Test]
    [Category("Corpus")]
    public async Task Damaged_files_of_the_corpus_are_refused_or_read_as_they_were()
    {
        string[] files = [.. Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root")
            .Where(f => new FileInfo(f).Length < SmallFile).Order(StringComparer.Ordinal)];
        List<string> findings = [];
        for (int i = 0; i < files.Length; i++)
        {
            byte[] file = PlainTree.Of(File.ReadAllBytes(files[i]));
            findings.AddRange(await CheckAsync(Path.GetFileName(files[i]), file, FileMap.Of(file), new FileReading(2000, 30),
                Wanted ?? 6, 10_000_000 + i * 10_000));
        }

        Assert.That(findings, Is.Empty);
    }

    private static async Task<List<string>> CheckAsync(string name, byte[] file, FileMap map, FileReading reading, int count, int seed)
    {
        FileDigest whole = await FileDigest.ReadAsync(file, reading, CancellationToken.None);
        long wholeCost = await CostAsync(() => FileDigest.ReadAsync(file, reading, CancellationToken.None));
        List<string> findings = [];
        for (int i = 0; i < count; i++)
        {
            Mutation mutation = Mutation.Of(file, map, seed + i);
            if (await FindAsync(mutation, whole, wholeCost, reading) is { } finding)
                findings.Add($"{name}, seed {seed + i}: {mutation.Description}: {finding}");
        }
        return findings;
    }

    /// <summary>What is wrong with how a damaged file was read; null where nothing is.</summary>
    private static async Task<string?> FindAsync(Mutation mutation, FileDigest whole, long wholeCost, FileReading reading)
    {
        using CancellationTokenSource patience = new(Patience);
        FileDigest damaged = new();
        try
        {
            long cost = await CostAsync(async () => damaged = await FileDigest.ReadAsync(mutation.File, reading, patience.Token));
            if (cost > wholeCost + AllocationBound) return $"{cost} bytes were allocated, {wholeCost} for the whole file";
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }
        if (damaged.Refusals.Find(r => r.File is null) is { } anonymous) return $"a refusal without its file: {anonymous}";
        string[] unlike = mutation.IsCovered ? [.. damaged.ColumnsUnlike(whole)] : [];
        return unlike.Length > 0 ? $"other values in {string.Join(", ", unlike)}" : null;
    }

    private static async Task<long> CostAsync(Func<Task> action)
    {
        long before = GC.GetTotalAllocatedBytes();
        await action();
        return GC.GetTotalAllocatedBytes() - before;
    }
}
