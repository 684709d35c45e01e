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
    public void Checkpoints_and_predictions_that_are_no_numbers_are_refused()
    {
        using FittingEngine engine = new(0.6f, float.NaN);

        Assert.That(async () => await FitAsync(engine, new TrainingOptions { Checkpoints = new CheckpointOptions(TestData.NewFolder()) }),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("checkpoint"));
        Assert.That(async () => await FitAsync(engine, new TrainingOptions()),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("iteration 2").And.Property("Epoch").EqualTo(2));
    }

    private static Task<TrainingResult> FitAsync(FittingEngine engine, TrainingOptions options) =>
        Trainer.FitAsync(new SyntheticEvents(600), Plain, engine, options);
}
