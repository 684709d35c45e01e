using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Ranges of a tree in any order, with one reader.</summary>
public sealed class RangeStepsTests
{
    [Test]
    public async Task A_range_holds_its_entries_whatever_was_read_before(
        [Values(1, 3)] int threads, [Values(null, "MET_pt > 30")] string? cut)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("background.root"));
        ReadOptions options = new() { BatchSize = 70, Where = cut is null ? null : Expression.Parse(cut) };
        Random random = new(3);
        EntryRange[] ranges = [.. Enumerable.Range(0, 60).Select(_ =>
        {
            long first = random.NextInt64(tree.EntryCount);
            return new EntryRange(first, Math.Min(first + random.Next(1, 400), tree.EntryCount));
        })];

        List<(long, float)> read = [];
        IAsyncEnumerable<ReadStep> steps = StepsAsync(tree.Steps(["MET_pt", "Jet_pt"], options), ranges);
        await foreach (EntryBatch batch in BatchPump.Run(steps, threads, 1, default))
            using (batch) read.AddRange(Rows(batch));

        List<(long, float)> expected = [];
        foreach (EntryRange range in ranges)
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(
                ["MET_pt", "Jet_pt"], options with { FirstEntry = range.First, EndEntry = range.End }))
                using (batch) expected.AddRange(Rows(batch));
        Assert.That(read, Is.EqualTo(expected));
    }

    [Test]
    public async Task Behind_a_range_nothing_is_kept()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("background.root"));
        TreeSteps steps = tree.Steps(null, new ReadOptions { BatchSize = 70 });
        using LoadedBasket scratch = new();
        using RangeSteps ranges = steps.Begin();

        await foreach (ReadStep step in ranges.ReadAsync(new EntryRange(5, 300), default))
            using (step)
            {
                await step.FetchAsync(default);
                step.DecodeAll(scratch, default);
                if (step.EndsBatch) step.Draft.Complete().Dispose();
            }

        Assert.That(steps.Budget.LoadedBytes, Is.Zero);
    }

    private static async IAsyncEnumerable<ReadStep> StepsAsync(TreeSteps steps, EntryRange[] ranges)
    {
        using RangeSteps reader = steps.Begin();
        foreach (EntryRange range in ranges)
            await foreach (ReadStep step in reader.ReadAsync(range, default)) yield return step;
    }

    private static IEnumerable<(long, float)> Rows(EntryBatch batch) => [.. Enumerable.Range(0, batch.EntryCount).Select(i =>
        (batch.Identities.Entries[i], batch.Get<float>("MET_pt").Values[i] + batch.Get<float>("Jet_pt")[i].ToArray().Sum()))];
}
