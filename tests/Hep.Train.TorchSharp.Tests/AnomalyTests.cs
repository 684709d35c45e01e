using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>How badly an event is given back, as an output of an autoencoder.</summary>
[NonParallelizable]
public sealed class AnomalyTests : TorchFixture
{
    private static IEnumerable<UnsupervisedSpecification> Kinds =>
    [
        new AutoencoderSpecification { Anomaly = true }, new VariationalAutoencoderSpecification { Anomaly = true },
        new AutoencoderSpecification { Anomaly = true, UseMask = false },
    ];

    [TestCaseSource(nameof(Kinds))]
    public async Task The_score_is_the_mean_squared_error_of_cells_that_hold_a_value(UnsupervisedSpecification network)
    {
        using NetworkRun run = new(network);
        await run.TrainAsync(3);
        using EntryBatch events = new SampleEvents(50, seed: 8).Make(0, 50);
        using PaddedBatch batch = run.Problem.Pipeline.ApplyAll(events);
        int cells = batch.CellCount;

        float[] rows = await run.PredictInOnnxRuntimeAsync(events);

        Assert.That(run.Engine.ToModel().Outputs.Select(o => o.Name), Is.EqualTo(["decoded", "anomaly"]));
        for (int entry = 0; entry < 50; entry++)
        {
            int[] real = [.. Enumerable.Range(0, cells).Where(c => batch.Mask[entry * cells + c])];
            double expected = real.Length == 0 ? 0 : real.Average(
                c => Math.Pow(rows[entry * (cells + 1) + c] - batch.Features[entry * cells + c], 2));
            Assert.That(rows[entry * (cells + 1) + cells], Is.EqualTo(expected).Within(1e-5 * Math.Max(1, expected)));
        }
    }

    [Test]
    public async Task An_event_without_any_value_scores_0()
    {
        FeatureSpecification features = FeatureSpecification.FromJson("""{ "features": { "columns": ["Jet_pt", "Jet_eta"] } }""");
        using TorchSharpEngine engine = new(new AutoencoderSpecification { Anomaly = true });
        TrainingResult result = await Trainer.FitAsync(new SampleEvents(100), features, engine, new TrainingOptions { Epochs = 1 });
        using EntryBatch none = new SampleEvents(3) { MostObjects = 0 }.Make(0, 3);
        using PaddedBatch batch = result.Pipeline.Apply(none);
        int width = batch.CellCount + 1;
        float[] rows = new float[3 * width];

        await engine.PredictAsync(batch, rows);

        Assert.That(rows.Where((_, i) => i % width == batch.CellCount), Is.All.Zero);
    }

    [Test]
    public async Task The_card_and_the_evaluation_tell_how_scores_are_spread()
    {
        using TorchSharpEngine engine = new(new AutoencoderSpecification { Anomaly = true });

        TrainingResult result = await Trainer.FitAsync(
            new SampleEvents(400), SampleEvents.Features, engine, new TrainingOptions { Epochs = 3, Batch = 32 });

        IReadOnlyDictionary<string, double> metrics = result.Card.Metrics;
        Assert.That(metrics.Keys, Is.EqualTo(["loss", "mae", "anomaly_mean", "anomaly_q50", "anomaly_q99", "anomaly_q999"]));
        Assert.That(metrics["anomaly_mean"], Is.EqualTo(metrics["loss"]).Within(1e-6));
        Assert.That(metrics["anomaly_q50"], Is.Positive.And.LessThan(metrics["anomaly_q99"]));
        Assert.That(result.Card.Heads.Select(h => h.Task), Is.EqualTo([ModelTasks.Reconstruction, ModelTasks.Anomaly]));
        Histogram spread = result.Validation!.Heads[1].Anomalies!;
        Assert.That(spread.EntryCount, Is.EqualTo(result.Validation.EntryCount));
    }
}
