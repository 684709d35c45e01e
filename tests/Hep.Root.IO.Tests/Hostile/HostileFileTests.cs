using Hep.Testing;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>
/// Damaged files: cut, with bits flipped and bytes overwritten, and with lies told by their lengths, counts and pointers.
/// <see cref="FuzzOptions"/> says how to make longer runs, and how to repeat one finding.
/// </summary>
[NonParallelizable]
public sealed class HostileFileTests
{
    private const int SmallFile = 64 << 10;

    // The first cluster of each sample lies in its first 200 kB.
    [TestCase("signal.root", 1)]
    [TestCase("background.root", 2)]
    [TestCase("background2.root", 3)]
    [TestCase("histograms.root", 4)]
    public async Task A_damaged_sample_is_refused_or_reads_as_it_was(string sample, int seed)
    {
        FuzzTarget target = new(sample, File.ReadAllBytes(TestData.Sample(sample)), new FileReading(500, 40), reach: 200_000);

        FuzzReport report = await FuzzRun.OverAsync([target], mutations: 500, firstSeed: seed * 1_000_000);

        Assert.That(report.Findings, Is.Empty);
    }

    // What runs of an hour have found.
    [TestCase("tdatime.root", 10_414_616)]
    [TestCase("roottest-io-vararyobj-varyingArray_51508.root", 17_343_451)]
    [TestCase("uproot-small-dy-nooffsets.root", 12_560_030)]
    [Category("Corpus")]
    public async Task What_long_runs_found_stays_mended(string name, int seed)
    {
        FuzzReport report = await FuzzRun.ReplayAsync([TargetOf(TestData.Reference("corpus", "files", name))], (name, seed));

        Assert.That(report.Findings, Is.Empty);
    }

    [Test]
    [Category("Corpus")]
    public async Task Damaged_files_of_the_corpus_are_refused_or_read_as_they_were()
    {
        FuzzTarget[] targets = [.. Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root")
            .Where(f => new FileInfo(f).Length < SmallFile)
            .Order(StringComparer.Ordinal)
            .Select(TargetOf)];

        FuzzReport report = FuzzOptions.Replay is { } replay
            ? await FuzzRun.ReplayAsync(targets, replay)
            : await FuzzRun.OverAsync(targets, FuzzOptions.Mutations, firstSeed: 10_000_000, FuzzOptions.Duration);

        TestContext.Out.WriteLine(report.Summary);
        Assert.That(report.Findings, Is.Empty);
    }

    private static FuzzTarget TargetOf(string path) =>
        new(Path.GetFileName(path), PlainTree.Of(File.ReadAllBytes(path)), new FileReading(2000, 30));
}
