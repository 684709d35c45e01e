using Hep.Jagged;
using Hep.Root.IO.Tests.Merging;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Objects are read, merged and written in memory of their own size: their numbers once, and what is pooled.</summary>
[NonParallelizable]
public sealed class ObjectMemoryTests
{
    private const int Bins = 200_000, Bytes = Bins * sizeof(double), Rounds = 41;    // more than twice the threads that may fill theirs

    [Test]
    public async Task A_histogram_is_read_into_its_numbers()
    {
        await using RootFile file = await RootFile.OpenAsync(await MakeAsync("read.root", count: 1));

        long usual = await UsualAsync(() => file.ReadHistogramAsync("h0"));

        Assert.That(usual, Is.InRange(Bytes, 3 * Bytes / 2));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_histogram_is_written_in_pooled_memory(bool isCompressed)
    {
        string path = await MakeAsync("source.root", count: 1);
        await using RootFile file = await RootFile.OpenAsync(path);
        RootHistogram histogram = await file.ReadHistogramAsync("h0");
        RootWriteOptions options = new() { Compression = isCompressed ? RootCompression.Zstd(1) : RootCompression.None };
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.ChangeExtension(path, ".written.root"), options);

        long usual = await UsualAsync(() => output.WriteAsync("h", histogram));

        Assert.That(usual, Is.LessThan(Bytes / 4));
    }

    // With budgets for one or two at a time. Floats are read into arrays of their own.
    [TestCase("TH1D", 16, 0)]
    [TestCase("TH1F", 32, sizeof(float))]
    [TestCase("TProfile", 64, 0)]
    public async Task Histograms_are_merged_in_the_memory_of_one_group(string className, int budgetMegabytes, int unsharedWidth)
    {
        const int Count = 8;
        string a = await MakeAsync("a.root", Count, className), b = await MakeAsync("b.root", Count, className);

        long usual = await UsualAsync(() => MergeFiles.MergeAsync(new MergeOptions { MemoryBudget = budgetMegabytes << 20 }, a, b));

        Assert.That(usual, Is.LessThan(Count * (Bytes + 2 * unsharedWidth * Bins)));
    }

    private static Task<string> MakeAsync(string name, int count, string className = "TH1D")
    {
        Histogram filled = new(Bins, 0, 1);
        Random random = new(1);
        for (int i = 0; i < Bins; i++) filled.Fill(random.NextDouble());
        return MergeFiles.MakeAsync(TestData.NewFolder(), name, async output =>
        {
            for (int i = 0; i < count; i++)
                if (className == "TH1D") await output.WriteAsync($"h{i}", filled);
                else await output.WriteAsync($"h{i}", MakeObject(className, random), default);
        });
    }

    private static RootObject MakeObject(string className, Random random)
    {
        RootObject made = MadeHistograms.Of(className, [MadeHistograms.Axis("xaxis", Bins, 0, 1)], Numbers());
        made.Add("fSumw2", Numbers());
        if (className != "TProfile") return made;
        made.Add("fBinEntries", Numbers());
        made.Add("fTsumwy", 0.0);
        made.Add("fTsumwy2", 0.0);
        return made;

        double[] Numbers() => [.. Enumerable.Range(0, Bins + 2).Select(_ => random.NextDouble())];
    }

    // The first rounds fill the pools, of which each thread has its own; one that takes from them without giving back is found out.
    private static async Task<long> UsualAsync(Func<Task> act)
    {
        long[] rounds = new long[Rounds];
        for (int round = 0; round < rounds.Length; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await act();
            rounds[round] = GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        TestContext.Out.WriteLine($"{string.Join(" ", rounds)} bytes, of numbers {Bytes}");
        Array.Sort(rounds);
        return rounds[rounds.Length / 2];
    }
}
