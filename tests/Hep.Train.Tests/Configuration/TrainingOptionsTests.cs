using System.Text.Json;
using Hep.Jagged;

namespace Hep.Train.Tests;

public sealed class TrainingOptionsTests
{
    [Test]
    public void Options_survive_json()
    {
        TrainingOptions options = new()
        {
            Engine = "other", Device = "cuda:1", Precision = TrainingPrecision.BFloat16,
            Task = TrainingTask.MultiClass, Epochs = 3, Batch = 17, Optimizer = OptimizerKind.AdamW, LearningRate = 0.5,
            WeightDecay = 0.25, Schedule = new LearningRateSchedule { Kind = ScheduleKind.Step, Every = 4, Factor = 0.5, WarmUp = 9 },
            ClipNorm = 1.5, Accumulate = 3, Monitor = "auc",
            Validation = 0.125, SplitBy = ["run", "event"], Patience = 0, Seed = -7,
            Shuffle = new ShuffleOptions { Buffer = 9, Files = 2 }, Cache = 11,
        };

        TrainingOptions read = TrainingOptions.FromJson(options.ToJson());

        Assert.That(read.SplitBy, Is.EqualTo(options.SplitBy));
        Assert.That(read with { SplitBy = [] }, Is.EqualTo(options with { SplitBy = [] }));
    }

    [Test]
    public void A_configuration_for_the_card_outlives_its_document_and_one_that_is_none_is_refused_at_once()
    {
        TrainingOptions options;
        using (JsonDocument document = JsonDocument.Parse("[1]")) options = new() { Configuration = document.RootElement };

        Assert.That(options.Configuration!.Value.GetRawText(), Is.EqualTo("[1]"));
        Assert.That(() => new TrainingOptions { Configuration = default(JsonElement) }, Throws.ArgumentException);
    }

    [Test]
    public void The_sections_of_a_whole_configuration_are_left_to_their_owners()
    {
        TrainingOptions read = TrainingOptions.FromConfiguration("""
            {
              "dataset": { "whatever": 1 },
              "training": { "engine": "torchsharp", "epochs": 20, "batch": 256, "optimizer": "adam", "learning_rate": 0.001,
                            "validation": 0.2, "split_by": ["run", "luminosityBlock", "event"], "patience": 5, "seed": 7,
                            "shuffle": { "buffer": 20000, "files": 8 } }
            }
            """);

        Assert.That(read.Seed, Is.EqualTo(7));
        Assert.That(read.SplitBy, Is.EqualTo(["run", "luminosityBlock", "event"]));
    }

    [TestCase("""{"epoch": 1}""", "epoch", "Nearest: epochs")]
    [TestCase("""{"epochs": 0}""", "epochs", "from 1")]
    [TestCase("""{"batch": 1.5}""", "batch", "whole number")]
    [TestCase("""{"device": "gpu"}""", "device", "cpu, cuda, mps, auto")]
    [TestCase("""{"device": "cuda:-1"}""", "device", "cuda:1 for the second")]
    [TestCase("""{"precision": "float16"}""", "precision", "float32, bfloat16")]
    [TestCase("""{"optimizer": "lion"}""", "optimizer", "adam, adamw, sgd")]
    [TestCase("""{"learning_rate": 0}""", "learning_rate", "above 0")]
    [TestCase("""{"momentum": 1, "optimizer": "sgd"}""", "momentum", "below 1")]
    [TestCase("""{"momentum": 0.9}""", "momentum", "'sgd' alone")]
    [TestCase("""{"nesterov": true}""", "nesterov", "'sgd' alone")]
    [TestCase("""{"schedule": {"warm_up": 2}}""", "schedule", "'kind' is missing")]
    [TestCase("""{"schedule": "cosin"}""", "schedule", "Nearest: cosine")]
    [TestCase("""{"schedule": {"kind": "constant", "every": 3}}""", "schedule", "neither 'every' nor 'factor'")]
    [TestCase("""{"schedule": {"kind": "step", "factor": 2}}""", "schedule.factor", "from 0 to 1")]
    [TestCase("""{"schedule": {"warmup": 2}}""", "schedule.warmup", "Nearest: warm_up")]
    [TestCase("""{"clip_norm": -1}""", "clip_norm", "from 0")]
    [TestCase("""{"accumulate": 0}""", "accumulate", "from 1")]
    [TestCase("""{"weight_decay": -1}""", "weight_decay", "from 0")]
    [TestCase("""{"validation": 1}""", "validation", "below 1")]
    [TestCase("""{"shuffle": {"buffers": 1}}""", "shuffle.buffers", "Nearest: buffer")]
    public void What_does_not_fit_is_refused_with_its_place(string json, string key, string message) =>
        Assert.That(() => TrainingOptions.FromJson(json, "training"),
            Throws.TypeOf<PipelineException>().With.Message.Contains(message).And.Property(nameof(PipelineException.Path))
                .EqualTo($"training.{key}"));

    [Test]
    public void Momentum_of_gradient_descent_survives_json() =>
        Assert.That(TrainingOptions.FromJson(new TrainingOptions { Optimizer = OptimizerKind.Sgd, Momentum = 0.5, Nesterov =
            true }.ToJson()),
            Has.Property("Momentum").EqualTo(0.5).And.Property("Nesterov").True);

    [Test]
    public void Options_made_by_a_program_are_checked_too() =>
        Assert.That(() => new TrainingOptions { Validation = 1 }.Check(), Throws.InstanceOf<ArgumentException>());
}
