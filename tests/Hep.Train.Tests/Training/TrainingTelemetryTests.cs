using System.Diagnostics;
using Hep.Jagged;
using Hep.Testing;
using Microsoft.Extensions.Logging;

namespace Hep.Train.Tests;

/// <summary>What is seen of a training by those who do not wait for it.</summary>
[NonParallelizable]
public sealed class TrainingTelemetryTests
{
    private const string Name = "Hep.Train";

    private static readonly FeatureSpecification Plain = new() { Columns = ["x", "noise"] };

    [Test]
    public async Task Start_epochs_early_stop_and_end_are_logged()
    {
        using RecordedLog log = new();
        using ScriptedEngine engine = new(0.6f, 0.7f, 0.65f, 0.6f, 0.9f);

        TrainingResult result =
            await Trainer.FitAsync(new SyntheticEvents(500), Plain, engine, Options() with { Epochs = 5, Patience = 2, Logger = log });

        IReadOnlyList<string> told = log.Of(LogLevel.Information);
        Assert.That(told, Has.Count.EqualTo(1 + 4 + 2));
        long learn = result.Card.Data.TrainingEntries, judge = result.Card.Data.ValidationEntries;
        string entries = FormattableString.Invariant($"{learn} entries to learn from, {judge} to judge by");
        Assert.That(told[0], Is.EqualTo($"Training starts with scripted 1.0.0: {entries}, 2 cells, at most 5 epochs, seed 1"));
        Assert.That(told[1], Does.StartWith("Epoch 1: loss 0.5108, validation loss 0.5108, AUC 1.0000, "));
        Assert.That(told[5], Is.EqualTo("Training stops after epoch 4: 2 epochs without a better validation loss"));
        Assert.That(told[6], Is.EqualTo("Training ended after 4 epochs, the weights are those of epoch 2"));
    }

    [Test]
    public async Task Epochs_are_counted_and_traced_below_their_training()
    {
        using RecordedMeasurements sums = new(Name);
        using RecordedActivities activities = new(Name);
        using ScriptedEngine engine = new(0.6f, 0.7f);

        TrainingResult result = await Trainer.FitAsync(new SyntheticEvents(500), Plain, engine, Options());

        Assert.That(sums["hep.train.entries"], Is.EqualTo(2 * result.Card.Data.TrainingEntries));
        Assert.That(sums["hep.train.epoch.duration"], Is.GreaterThan(0));
        Assert.That(activities.Ended.Select(a => a.OperationName), Is.EqualTo(new[] { "epoch", "epoch", "train" }));
        Activity training = activities.Ended[^1];
        Assert.That(activities.Ended.SkipLast(1).Select(a => a.ParentSpanId), Is.All.EqualTo(training.SpanId));
    }

    [Test]
    public void The_logger_is_no_part_of_the_document()
    {
        using RecordedLog log = new();

        Assert.That((Options() with { Logger = log }).ToJson(), Is.EqualTo(Options().ToJson()));
    }

    private static TrainingOptions Options() => new() { Epochs = 2, Batch = 64, LearningRate = 0.05, Seed = 1 };
}
