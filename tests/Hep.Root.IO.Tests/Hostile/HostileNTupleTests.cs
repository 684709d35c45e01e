using Hep.Testing;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>
/// RNTuples whose metadata and pages lie, under checksums that are right. <see cref="FuzzOptions"/> says how to make longer runs, and
/// how to repeat one finding.
/// </summary>
[NonParallelizable]
[Category("Corpus")]
public sealed class HostileNTupleTests
{
    private const int SmallFile = 40 << 10;

    [Test]
    public async Task A_surgery_that_changes_nothing_is_read_as_it_was()
    {
        foreach (FuzzTarget target in Targets())
            Assert.That((await target.ReadAsync()).Columns, Is.Not.Empty, target.Name);
    }

    [Test]
    public async Task Lies_under_right_checksums_are_refused_or_harmless()
    {
        FuzzTarget[] targets = [.. Targets()];

        FuzzReport report = FuzzOptions.Replay is { } replay
            ? await FuzzRun.ReplayAsync(targets, replay)
            : await FuzzRun.OverAsync(targets, FuzzOptions.Mutations, firstSeed: 40_000_000, FuzzOptions.Duration);

        TestContext.Out.WriteLine(report.Summary);
        Assert.That(report.Findings, Is.Empty);
    }

    private static IEnumerable<FuzzTarget> Targets()
    {
        foreach (string path in Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root").Order(StringComparer.Ordinal))
        {
            if (new FileInfo(path).Length > SmallFile) continue;
            byte[] file = File.ReadAllBytes(path);
            if (NTupleSurgery.Of(file) is { } surgery)
                yield return new FuzzTarget(Path.GetFileName(path), file, new FileReading(2000, 30), surgery.Mutate);
        }
    }
}
