using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Tests;

public sealed class FoldTests
{
    private static readonly FeatureSpecification Scaled =
        FeatureSpecification.FromJson("""{"features": {"columns": ["x", "noise"], "scaling": {"*": "standard"}}}""");

    [Test]
    public async Task Each_entry_is_scored_once_by_the_model_that_never_saw_it()
    {
        using LogisticEngine engine = new();
        HashSet<long> scored = [];
        List<HashSet<long>> folds = [[], [], []];

        FoldedTraining training = await Trainer.FitFoldsAsync(new SyntheticEvents(3000), Scaled, engine, Options, 3, f =>
        {
            foreach (long entry in f.Entries.Identities.Entries)
            {
                Assert.That(scored.Add(entry), Is.True);
                folds[f.Fold].Add(entry);
            }
        });

        Assert.That(scored, Has.Count.EqualTo(3000));
        Assert.That(training.OutOfFold.EntryCount, Is.EqualTo(3000));
        Assert.That(training.OutOfFold.Roc!.Area, Is.GreaterThan(0.7));
        for (int fold = 0; fold < 3; fold++)
            Assert.That(training.Models[fold].Card.Data.Entries, Is.EqualTo(3000 - folds[fold].Count));   // statistics too
        Assert.That(training.Models.Select(m => m.Pipeline.ToJson()).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void A_folder_without_checkpoints_of_any_fold_is_nothing_to_resume_from()
    {
        using LogisticEngine engine = new();
        string folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());

        Assert.That(async () => await Trainer.FitFoldsAsync(new SyntheticEvents(100), Scaled, engine,
                Options with { Checkpoints = new CheckpointOptions(folder) { Resume = true } }, 2),
            Throws.TypeOf<TrainingException>().With.Message.StartsWith($"There is no checkpoint in '{folder}'"));
    }

    [Test]
    public async Task What_decides_when_training_stops_is_not_what_is_scored()
    {
        using LogisticEngine engine = new();

        FoldedTraining training = await Trainer.FitFoldsAsync(new SyntheticEvents(3000), Scaled, engine, Options, 3);

        foreach (DataFingerprint data in training.Models.Select(m => m.Card.Data))
            Assert.That(data.ValidationEntries, Is.InRange(data.Entries * 0.15, data.Entries * 0.25));
    }

    [Test]
    public async Task The_card_says_how_to_choose_among_the_models()
    {
        using LogisticEngine engine = new();
        Dictionary<long, int> foldOf = [];
        FoldedTraining training = await Trainer.FitFoldsAsync(new SyntheticEvents(500), Scaled, engine, Options, 2,
            f => { foreach (long entry in f.Entries.Identities.Entries) foldOf[entry] = f.Fold; });
        OnnxModel model = OnnxModel.Load(training.Models[1].Model.ToArray());
        CardFold card = model.Card!.Fold!;

        EntrySplit split = new EntrySplit { Seed = card.Seed, By = card.By }.IntoFolds(card.Count)[card.Fold];
        await foreach (EntryBatch batch in new SyntheticEvents(500).SplitEntries(split).Validation.ReadAsync())
            using (batch)
                foreach (long entry in batch.Identities.Entries) Assert.That(foldOf[entry], Is.EqualTo(1));
        Assert.That(model.Verify(), Is.EqualTo(ModelSeal.Holds));
    }

    [Test]
    public async Task The_column_that_tells_classes_apart_is_the_important_one()
    {
        using LogisticEngine engine = new();

        TrainingResult result =
            await Trainer.FitAsync(new SyntheticEvents(3000), Scaled, engine, Options with { ImportanceRepetitions = 3 });

        Assert.That(result.Card.Importances.Select(i => i.Column), Is.EqualTo(["x", "noise"]));
        Assert.That(result.Card.Importances[0].LossIncrease, Is.GreaterThan(0.05));
        Assert.That(result.Card.Importances[1].LossIncrease, Is.EqualTo(0).Within(0.01));
    }

    [Test]
    public async Task The_metric_that_is_asked_for_decides()
    {
        using ScriptedEngine loss = new(0.9f, 0.6f, 0.7f), own = new(0.9f, 0.6f, 0.7f);

        await Trainer.FitAsync(new SyntheticEvents(500), Scaled, loss, Options with { Epochs = 3 });
        await Trainer.FitAsync(new SyntheticEvents(500), Scaled, own,
            Options with { Epochs = 3, Metrics = [new Doubt()], Monitor = "doubt" });

        Assert.That((loss.Epoch, own.Epoch), Is.EqualTo((1, 2)));
        Assert.That(async () => await Trainer.FitAsync(new SyntheticEvents(500), Scaled, own, Options with { Monitor = "aucc" }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("Nearest: auc"));
    }

    [Test]
    public async Task Progress_is_told_within_an_epoch()
    {
        using LogisticEngine engine = new();
        List<TrainingProgress> told = [];

        await Trainer.FitAsync(new SyntheticEvents(1000), Scaled, engine,
            Options with { Epochs = 1, Progress = new Told(told.Add), ProgressInterval = TimeSpan.Zero });

        Assert.That(told.Select(p => p.Batches), Is.EqualTo(Enumerable.Range(1, (int)told[0].BatchCount)));
        Assert.That(told[^1].EntriesPerSecond, Is.GreaterThan(0));
    }

    private static TrainingOptions Options => new() { Epochs = 2, Batch = 64, LearningRate = 0.05, Seed = 1 };

    private sealed class Told(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }

    /// <summary>The lower the score of signal, the better.</summary>
    private sealed class Doubt : IMetric, IMetricSum
    {
        public string Name => "doubt";

        public bool IsHigherBetter => true;

        public double Value { get; private set; }

        public IMetricSum Begin(TrainingHead head) => new Doubt();

        public void Add(in PredictionBlock block)
        {
            for (int i = 0; i < block.EntryCount; i++) Value += block.Labels[i] * (1 - block.Predictions[i]);
        }
    }
}
