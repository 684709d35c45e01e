using Hep.Jagged;

namespace Hep.Train.Tests;

public sealed class SplitTests
{
    private static readonly FeatureSpecification Plain = new() { Columns = ["x"] };

    private static readonly FeatureSpecification Standard =
        FeatureSpecification.FromJson("""{"features": {"columns": ["x"], "scaling": {"*": "standard"}}}""");

    [Test]
    public async Task Statistics_never_see_the_validation_part()
    {
        SyntheticEvents events = new(2000);
        HashSet<float> training = await TrainOn(events, Plain, new TrainingOptions());
        HashSet<int> validation = [.. (await ValuesOf(events, "x")).Index().Where(e => !training.Contains(e.Item)).Select(e => e.Index)];

        string honest = await PipelineOf(events),
            shifted = await PipelineOf(new SyntheticEvents(2000) { Shift = i => validation.Contains(i) ? 1e6f : 0 });

        Assert.That(validation, Has.Count.InRange(300, 500));
        Assert.That(shifted, Is.EqualTo(honest));
    }

    [Test]
    public async Task The_split_depends_on_entries_and_seed_and_not_on_batches()
    {
        HashSet<float> training = await TrainOn(new SyntheticEvents(1000), Plain, new TrainingOptions());

        Assert.That(await TrainOn(new SyntheticEvents(1000) { BatchSize = 77 }, Plain, new TrainingOptions()), Is.EquivalentTo(training));
        Assert.That(await TrainOn(new SyntheticEvents(1000), Plain, new TrainingOptions { Seed = 9 }), Is.Not.EquivalentTo(training));
    }

    [Test]
    public async Task Entries_that_agree_in_the_split_columns_stay_together()
    {
        SyntheticEvents events = new(2000);
        FeatureSpecification runs = new() { Columns = ["run"] };

        HashSet<float> training = await TrainOn(events, runs, new TrainingOptions { SplitBy = ["run"], Validation = 0.4 });

        using LogisticEngine engine = new();
        TrainingResult result = await Trainer.FitAsync(events, runs, engine,
            new TrainingOptions { SplitBy = ["run"], Validation = 0.4, Epochs = 1 });
        int others = (await ValuesOf(events, "run")).Count(r => !training.Contains(r));
        Assert.That(training, Has.Count.InRange(2, 9));
        Assert.That(result.Card.Data.ValidationEntries, Is.EqualTo(others));
        Assert.That(result.Card.Data.SplitBy, Is.EqualTo(["run"]));
    }

    [TestCase("runs", "Nearest: run")]
    [TestCase("Jet_pt", "one value an entry")]
    public void A_split_column_must_be_there_and_flat(string column, string message) =>
        Assert.That(async () => await TrainOn(new SyntheticEvents(100), Plain, new TrainingOptions { SplitBy = [column] }),
            Throws.TypeOf<PipelineException>().With.Message.Contains(message));

    private static async Task<HashSet<float>> TrainOn(SyntheticEvents events, FeatureSpecification features, TrainingOptions options)
    {
        using LogisticEngine engine = new();
        await Trainer.FitAsync(events, features, engine, options with { Epochs = 1 });
        return engine.Seen;
    }

    private static async Task<string> PipelineOf(SyntheticEvents events)
    {
        using LogisticEngine engine = new();
        return (await Trainer.FitAsync(events, Standard, engine, new TrainingOptions { Epochs = 1, LearningRate = 1e-9 }))
            .Pipeline.ToJson();
    }

    private static async Task<List<float>> ValuesOf(SyntheticEvents events, string column)
    {
        List<float> values = [];
        await foreach (EntryBatch batch in events.ReadAsync())
            using (batch) values.AddRange(batch.GetAs<float>(column).Values);
        return values;
    }
}
