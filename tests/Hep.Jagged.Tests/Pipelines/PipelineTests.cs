namespace Hep.Jagged.Tests.Pipelines;

public sealed class PipelineTests
{
    [Test]
    public async Task Cells_stand_in_the_order_of_the_columns_and_lists_take_their_longest_length()
    {
        using EntryBatch batch = Events();

        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["MET_pt", "Jet_pt"]}}""", batch);
        using PaddedBatch padded = pipeline.Apply(batch);

        Assert.That(padded.Cells, Is.EqualTo(new[] { "MET_pt", "Jet_pt[0]", "Jet_pt[1]", "Jet_pt[2]" }));
        Assert.That(padded.Features.ToArray(), Is.EqualTo(new float[] { 10, 3, 1, 0, 20, 0, 0, 0, 30, 4, 6, 5 }));
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(new[] { true, true, true, false, true, false, false, false, true, true, true, true }));
        Assert.That(padded.Lengths("Jet").ToArray(), Is.EqualTo(new[] { 2, 0, 3 }));
    }

    private static EntryBatch Events() => BatchSource.Batch(
        Column.Create<float>("MET_pt", 10, 20, 30),
        Jagged("Jet_pt", "nJet", [3, 1], [], [4, 6, 5]));

    private static Column<T> Jagged<T>(string name, string? counter, params T[][] entries) where T : unmanaged
    {
        using Column<T> plain = Column.CreateJagged(name, entries);
        return new Column<T>(plain.Schema with { Counter = counter }, entries.Length, SharedMemory<T>.Copy(plain.Values), SharedMemory<int>.Copy(plain.Offsets(0)));
    }

    private static async Task<FeaturePipeline> Fit(string json, params EntryBatch[] batches)
    {
        FeatureSpecification specification = FeatureSpecification.FromJson(json);
        FeatureStatistics statistics = await FeatureStatistics.CollectAsync(new BatchSource(batches), specification);
        return FeaturePipeline.Create(specification, statistics);
    }
}
