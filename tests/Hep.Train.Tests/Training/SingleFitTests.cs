using Hep.Testing;

namespace Hep.Train.Tests;

public sealed class SingleFitTests
{
    private static readonly Jagged.FeatureSpecification Plain = new() { Columns = ["x", "noise"] };

    [Test]
    public async Task The_best_iteration_is_kept_and_none_is_judged_when_patience_is_over()
    {
        using FittingEngine engine = new(0.6f, 0.7f, 0.8f, 0.75f, 0.7f, 0.9f);

        TrainingResult result = await FitAsync(engine, new TrainingOptions { Patience = 2 });

        Assert.That(result.History.Select(r => r.IsBest), Is.EqualTo([true, true, true, false, false]));
        Assert.That(engine.Iterations, Is.EqualTo(3));
        Assert.That(result.Validation!.Loss, Is.EqualTo(-Math.Log(0.8)).Within(1e-5));
        Assert.That(result.History.Select(r => r.Loss), Is.EqualTo(
            new[] { 0.6, 0.7, 0.8, 0.75, 0.7 }.Select(p => -Math.Log(p))).Within(1e-5));
    }

    [Test]
    public async Task Iterations_beyond_those_that_are_judged_at_once_are_judged_as_well()
    {
        using FittingEngine engine = new([.. Enumerable.Range(0, 150).Select(i => 0.5f + i * 0.001f)]);

        TrainingResult result = await FitAsync(engine, new TrainingOptions());

        Assert.That(result.History.Select(r => r.Epoch), Is.EqualTo(Enumerable.Range(1, 150)));
        Assert.That(result.History[^1].ValidationLoss, Is.EqualTo(-Math.Log(0.649)).Within(1e-5));
        Assert.That(engine.Iterations, Is.EqualTo(150));
    }

    [Test]
    public async Task Without_a_validation_part_all_iterations_are_kept()
    {
        using FittingEngine engine = new(0.6f, 0.9f, 0.7f);

        TrainingResult result = await FitAsync(engine, new TrainingOptions { Validation = 0 });

        Assert.That((engine.Iterations, engine.ValidationCount), Is.EqualTo((3, -1)));
        Assert.That(result.Validation, Is.Null);
    }

    [TestCase(1L << 30)]
    [TestCase(0L)]
    public async Task Each_reading_of_the_training_part_is_the_same_and_mixed(long cache)
    {
        using FittingEngine engine = new(0.6f);

        TrainingResult result = await FitAsync(engine, new TrainingOptions { Cache = cache });

        Assert.That(engine.Readings[1], Is.EqualTo(engine.Readings[0]));
        Assert.That(engine.Readings[0], Is.Not.Ordered);
        Assert.That(engine.Readings[0], Has.Length.EqualTo(result.Card.Data.TrainingEntries));
        Assert.That(engine.ValidationCount, Is.EqualTo(result.Card.Data.ValidationEntries));
    }

    [Test]
    public async Task The_card_tells_what_was_trained()
    {
        using FittingEngine engine = new(0.6f);

        TrainingResult result = await FitAsync(engine, new TrainingOptions());

        Assert.That(result.Card.Network, Is.Null);
        Assert.That(result.Card.Model!.Value.GetProperty("kind").GetString(), Is.EqualTo("script"));
        Assert.That(result.Card.Mask, Is.Empty);
    }

    [Test]
    public async Task Options_of_steps_are_told_to_be_unused()
    {
        using FittingEngine engine = new(0.6f);
        RecordedLog log = new();

        await FitAsync(engine, new TrainingOptions { Logger = log, Momentum = 0.5, Optimizer = OptimizerKind.Sgd });

        Assert.That(log.Entries.Select(e => e.Text), Has.Some.Contains("does not use training.optimizer, training.momentum"));
    }

    [Test]
    public async Task Reading_fitting_and_judging_are_told_as_they_go()
    {
        using FittingEngine engine = new(0.6f, 0.7f, 0.8f);
        List<TrainingProgress> told = [];

        TrainingResult result = await FitAsync(engine,
            new TrainingOptions { Batch = 50, Progress = new Told(told.Add), ProgressInterval = TimeSpan.Zero });

        Assert.That(told.Select(p => p.Stage), Is.Ordered);
        TrainingProgress[] read = [.. told.Where(p => p.Stage == TrainingStage.Reading)],
            fitted = [.. told.Where(p => p.Stage == TrainingStage.Fitting)];
        Assert.That(read.Select(p => p.Batches), 
            Is.EqualTo(Enumerable.Repeat(Enumerable.Range(1, (int)read[0].BatchCount), 2).SelectMany(b => b)));
        Assert.That(fitted.Select(p => (p.Epoch, p.Epochs)), Is.EqualTo([(0, 3), (1, 3), (2, 3), (3, 3)]));
        Assert.That((fitted[0].Left, fitted[^1].Left), Is.EqualTo(((TimeSpan?)null, (TimeSpan?)TimeSpan.Zero)));
        Assert.That(fitted[^1].EntriesPerSecond, Is.Positive);
        Assert.That(told[^1], Has.Property("Stage").EqualTo(TrainingStage.Judging).And.Property("Left").EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Checkpoints_of_what_learns_all_at_once_are_refused_before_anything_is_read()
    {
        using FittingEngine engine = new(0.6f);
        SyntheticEvents events = new(600);

        Assert.That(async () => await Trainer.FitAsync(events, Plain, engine,
                new TrainingOptions { Checkpoints = new CheckpointOptions(TestData.NewFolder()) }),
            Throws.InstanceOf<TrainingException>()
                .With.Message.Contains("cannot go on from a checkpoint").And.Message.Contains("in one call"));
        Assert.That(events.Passes, Is.Zero);
    }

    [Test]
    public void Predictions_that_are_no_numbers_are_refused()
    {
        using FittingEngine engine = new(0.6f, float.NaN);

        Assert.That(async () => await FitAsync(engine, new TrainingOptions()),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("iteration 2").And.Property("Epoch").EqualTo(2));
    }

    private static Task<TrainingResult> FitAsync(FittingEngine engine, TrainingOptions options) =>
        Trainer.FitAsync(new SyntheticEvents(600), Plain, engine, options);

    private sealed class Told(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }
}
