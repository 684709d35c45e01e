using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Tests;

public sealed class TrainerTests
{
    private static readonly FeatureSpecification Plain = new() { Columns = ["x", "noise"] };

    private static readonly FeatureSpecification Scaled =
        FeatureSpecification.FromJson("""{"features": {"columns": ["x", "noise", "Jet_pt"], "scaling": {"*": "standard"}}}""");

    [Test]
    public async Task A_model_learns_and_tells_how()
    {
        using LogisticEngine engine = new();
        List<EpochReport> reports = [];

        TrainingResult result = await Trainer.FitAsync(new SyntheticEvents(4000), Scaled, engine,
            Options() with { Epochs = 5 }, new Reports(reports.Add));

        Assert.That(result.Validation!.Roc!.Area, Is.GreaterThan(0.75));
        Assert.That(result.History, Has.Count.EqualTo(5).And.EqualTo(reports));
        Assert.That(result.History[^1].Loss, Is.LessThan(result.History[0].Loss));
        Assert.That(result.Card.Metrics["auc"], Is.EqualTo(result.Validation.Roc.Area));
    }

    [Test]
    public async Task The_model_carries_pipeline_and_card()
    {
        using LogisticEngine engine = new();
        TrainingOptions options = Options() with { Clock = new StoppedClock(), Seed = 11 };

        TrainingResult result = await Trainer.FitAsync(new SyntheticEvents(1000), Scaled with { Where = "noise > 0.5" }, engine, options);

        OnnxModel model = OnnxModel.Load(result.Model.ToArray());
        Assert.That(FeaturePipeline.FromJson(model.Metadata[OnnxModel.PipelineKey]).ToJson(), Is.EqualTo(result.Pipeline.ToJson()));
        ModelCard card = model.Card!;
        Assert.That((card.Engine, card.Seed, card.Created), Is.EqualTo(("logistic 1.0.0", 11L, new StoppedClock().GetUtcNow())));
        Assert.That(card.Heads.Single(), Has.Property("Output").EqualTo("score").And.Property("Task").EqualTo("binary"));
        Assert.That(card.Data.Entries, Is.EqualTo(1000));
        Assert.That(card.Data.TrainingEntries + card.Data.ValidationEntries + card.Data.DroppedEntries, Is.EqualTo(1000));
        Assert.That(card.Data.DroppedEntries, Is.InRange(400, 600));
        Assert.That(card.Data.Files.Single(), Has.Property("Location").EqualTo("made.root").And.Property("Entries").EqualTo(1000));
        Assert.That(card.Statistics.Select(s => s.Name), Is.EqualTo(["x", "noise", "Jet_pt"]));
        Assert.That(card.Versions["code"], Does.StartWith(card.Versions["Hep.Train"]));
        Assert.That(card.Statistics[0].Edges, Has.Count.EqualTo(9).And.Ordered);
        Assert.That(card.Statistics[0].Fractions, Has.Count.EqualTo(10).And.All.EqualTo(0.1).Within(0.01));
        Assert.That(card.Collections.Single(),
            Has.Property("Name").EqualTo("Jet").And.Property("Lists").EqualTo(card.Data.TrainingEntries));
        Assert.That(card.Training!.Value.GetProperty("seed").GetInt64(), Is.EqualTo(11));
    }

    [Test]
    public async Task A_model_is_trained_without_the_grids_that_no_network_takes()
    {
        using LogisticEngine engine = new();
        PhaseSpaceGrid grid = new(new GridPlane(GridAxis.Uniform("x", 2, -1, 1), GridAxis.Uniform("noise", 2, -1, 1)));

        TrainingResult result = await Trainer.FitAsync(new SyntheticEvents(200), Plain with { Grid = grid }, engine, Options());

        Assert.That(result.Pipeline.Grid, Is.Null);
        Assert.That(OnnxModel.Load(result.Model.ToArray()).Metadata[OnnxModel.PipelineKey], Does.Not.Contain("grid"));
    }

    [Test]
    public async Task Early_stopping_keeps_the_best_epoch()
    {
        using ScriptedEngine engine = new(0.6f, 0.7f, 0.8f, 0.75f, 0.7f, 0.9f);

        TrainingResult result = await Trainer.FitAsync(new SyntheticEvents(500), Plain, engine,
            Options() with { Epochs = 6, Patience = 2 });

        Assert.That(result.History, Has.Count.EqualTo(5));
        Assert.That(result.History.Select(r => r.IsBest), Is.EqualTo([true, true, true, false, false]));
        Assert.That(engine.Epoch, Is.EqualTo(3));
        Assert.That(result.Validation!.Loss, Is.EqualTo(-Math.Log(0.8)).Within(1e-6));
        Assert.That(result.Validation.Heads[0].Accuracy, Is.EqualTo(1));
    }

    [Test]
    public async Task An_epoch_whose_figure_has_no_value_is_not_the_best_and_hides_none()
    {
        using ScriptedEngine engine = new(0.6f, 0.7f, 0.8f, 0.75f);
        using FittingEngine fitting = new(0.6f, 0.7f, 0.8f, 0.75f);
        TrainingOptions options = Options() with { Epochs = 4, Patience = 0, Monitor = "late" };

        TrainingResult result = await Trainer.FitAsync(new SyntheticEvents(500), Plain, engine,
            options with { Metrics = [new Late(0.74)] });
        TrainingResult fitted = await Trainer.FitAsync(new SyntheticEvents(500), Plain, fitting,
            options with { Metrics = [new Late(0.74)] });

        Assert.That(result.History.Select(r => r.IsBest), Is.EqualTo([false, false, true, false]));
        Assert.That(engine.Epoch, Is.EqualTo(3));
        Assert.That(fitted.History.Select(r => r.IsBest), Is.EqualTo([false, false, true, false]));
        Assert.That(fitting.Iterations, Is.EqualTo(3));
    }

    [Test]
    public void A_figure_that_never_has_a_value_is_refused()
    {
        using ScriptedEngine engine = new(0.6f, 0.7f);
        using FittingEngine fitting = new(0.6f, 0.7f);

        foreach (ITrainingEngine each in (ITrainingEngine[])[engine, fitting])
            Assert.That(async () => await Trainer.FitAsync(new SyntheticEvents(500), Plain, each,
                    Options() with { Monitor = "late", Metrics = [new Late(0.9)] }),
                Throws.TypeOf<TrainingException>().With.Message.Contains("training.monitor: 'late' has no value after any of 2 epochs"));
    }

    [Test]
    public async Task Without_patience_all_epochs_run_and_the_best_is_kept()
    {
        using ScriptedEngine engine = new(0.8f, 0.7f, 0.6f, 0.7f);

        TrainingResult result = await Trainer.FitAsync(new SyntheticEvents(500), Plain, engine,
            Options() with { Epochs = 4, Patience = 0 });

        Assert.That((result.History.Count, engine.Epoch), Is.EqualTo((4, 1)));
    }

    [Test]
    public async Task Without_validation_the_last_epoch_is_kept()
    {
        using ScriptedEngine engine = new(0.8f, 0.7f, 0.6f);

        TrainingResult result = await Trainer.FitAsync(new SyntheticEvents(500), Plain, engine,
            Options() with { Epochs = 3, Validation = 0 });

        Assert.That(result.Validation, Is.Null);
        Assert.That(result.History[0].ValidationLoss, Is.Null);
        Assert.That(engine.Epoch, Is.EqualTo(3));
    }

    [Test]
    public async Task Batches_have_the_size_that_was_asked_for_whatever_the_cuts([Values(0, 1 << 20)] long cache)
    {
        using LogisticEngine engine = new();

        await Trainer.FitAsync(new SyntheticEvents(1000), Plain with { Where = "noise > 0.9" }, engine,
            Options() with { Epochs = 1, Batch = 8, Cache = cache });

        Assert.That(engine.BatchSizes, Has.Count.GreaterThan(5));
        Assert.That(engine.BatchSizes.SkipLast(1), Is.All.EqualTo(8));
        Assert.That(engine.BatchSizes[^1], Is.InRange(1, 8));
    }

    [Test]
    public async Task Epochs_come_in_different_orders_which_the_seed_decides([Values(0, 1 << 20)] long cache)
    {
        TrainingOptions options = Options() with { Epochs = 2, Cache = cache, Seed = 3 };
        using LogisticEngine first = new(), again = new(), other = new();

        await Trainer.FitAsync(new SyntheticEvents(1000), Plain, first, options);
        await Trainer.FitAsync(new SyntheticEvents(1000), Plain, again, options);
        await Trainer.FitAsync(new SyntheticEvents(1000), Plain, other, options with { Seed = 4 });

        Assert.That(first.FirstRows[0], Is.Not.EqualTo(first.FirstRows[1]));
        Assert.That(again.FirstRows, Is.EqualTo(first.FirstRows));
        Assert.That(other.FirstRows[0], Is.Not.EqualTo(first.FirstRows[0]));
    }

    [Test]
    public async Task Data_in_memory_are_read_twice_and_streamed_data_each_epoch()
    {
        SyntheticEvents resident = new(1000), streamed = new(1000);
        using LogisticEngine engine = new(), streaming = new();

        TrainingResult kept = await Trainer.FitAsync(resident, Plain, engine, Options() with { Epochs = 4 });
        TrainingResult read = await Trainer.FitAsync(streamed, Plain, streaming, Options() with { Epochs = 4, Cache = 0 });

        Assert.That(resident.Passes, Is.EqualTo(3));              // statistics, validation, training
        Assert.That(streamed.Passes, Is.EqualTo(3 + 2 * 4));
        Assert.That(streaming.Seen, Is.EquivalentTo(engine.Seen));
        Assert.That(read.Pipeline.ToJson(), Is.EqualTo(kept.Pipeline.ToJson()));
    }

    [Test]
    public void Training_can_be_cancelled_while_it_reads_and_while_it_trains([Values(1, 4)] int pass)
    {
        using CancellationTokenSource cancel = new();
        SyntheticEvents? events = null;
        events = new(2000) { OnRead = first => { if (events!.Passes == pass && first > 0) cancel.Cancel(); } };
        using LogisticEngine engine = new();

        Assert.That(async () => await Trainer.FitAsync(events, Plain, engine, Options() with { Cache = 0 }, null, cancel.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_loss_that_diverges_is_named_with_its_epoch()
    {
        using ScriptedEngine engine = new(0.6f, float.NaN);

        Assert.That(async () => await Trainer.FitAsync(new SyntheticEvents(500), Plain, engine, Options()),
            Throws.TypeOf<TrainingException>().With.Property("Epoch").EqualTo(2).And.Message.Contains("learning_rate"));
    }

    [Test]
    public void Data_that_cannot_be_learnt_say_why()
    {
        Refused(new SyntheticEvents(500) { Label = (_, _) => 1 }, Plain, "label 1");
        Refused(new SyntheticEvents(500) { Label = (_, s) => s ? 1 : -1 }, Plain, "0 and 1", TrainingTask.Binary);
        Refused(new SyntheticEvents(500) { Label = (i, _) => i == 7 ? float.NaN : i % 2 }, Plain, "label");
        Refused(new SyntheticEvents(500) { Weight = _ => 0 }, Plain, "weights");
        Refused(new SyntheticEvents(500) { Weight = _ => -1 }, Plain, "weights of the training part add up to -");
        Refused(new SyntheticEvents(500) { Label = (i, _) => i % 2, Weight = i => i % 2 }, Plain,
            "weights of class 0 in the training part add up to 0");
        Refused(new SyntheticEvents(500) { Label = (i, _) => i % 2, Weight = i => i % 4 == 1 ? -2 : 1 }, Plain,
            "weights of class 1 in the training part add up to -");
        Refused(new SyntheticEvents(500), Plain with { Where = "noise > 2" }, "where");
        Refused(new SyntheticEvents(6) { Label = (i, _) => i % 2 }, Plain, "alidation part is empty");
    }

    private static void Refused(
        SyntheticEvents events, FeatureSpecification features, string message, TrainingTask task = TrainingTask.Auto)
    {
        using LogisticEngine engine = new();
        Assert.That(async () => await Trainer.FitAsync(events, features, engine, Options() with { Task = task, Validation = 0.01 }),
            Throws.TypeOf<TrainingException>().With.Message.Contains(message));
    }

    private static TrainingOptions Options() => new() { Epochs = 2, Batch = 64, LearningRate = 0.05, Seed = 1 };

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }

    /// <summary>The probability of the right class, where it reaches a bound; else no value.</summary>
    private sealed class Late(double bound) : IMetric
    {
        public string Name => "late";

        public bool IsHigherBetter => true;

        public IMetricSum? Begin(TrainingHead head) => new Sum(bound);

        private sealed class Sum(double bound) : IMetricSum
        {
            public double Value { get; private set; } = double.NaN;

            public void Add(in PredictionBlock block)
            {
                float right = Math.Max(block.Predictions[0], 1 - block.Predictions[0]);
                if (right >= bound) Value = right;
            }
        }
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it reports in the caller's thread.</summary>
    private sealed class Reports(Action<EpochReport> report) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => report(value);
    }
}
