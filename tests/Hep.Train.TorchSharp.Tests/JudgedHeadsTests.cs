using Hep.Onnx;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>One head, several, or the features given back: metrics, cards, folds and importance go the same way.</summary>
[NonParallelizable]
public sealed class JudgedHeadsTests : TorchFixture
{
    private static readonly SupervisedSpecification TwoHeads = new DenseSpecification
    {
        Heads = [new HeadSpecification("signal", 0), new HeadSpecification("kind", 1)],
    };

    [Test]
    public async Task Metrics_curves_and_the_figure_that_decides_are_of_a_head()
    {
        TrainingOptions options = new() { Monitor = "signal_ams", Metrics = [new MedianSignificance()] };

        TrainingResult result = await FitAsync(TwoHeads, options);

        Assert.That(result.Card.Metrics.Keys, Is.SupersetOf(new[] { "loss", "signal_auc", "signal_ams", "kind_accuracy", "kind_loss" }));
        Assert.That(result.Card.Metrics.Keys, Has.None.EqualTo("kind_ams").And.None.EqualTo("auc"));
        Assert.That(result.Card.Heads.Select(h => h.Curves.Count), Is.EqualTo([1, 3]));
        Assert.That(result.Card.Heads.Select(h => h.Confusion.Count), Is.EqualTo([2, 3]));
        Assert.That(result.Card.Heads[0].Curves[0].Area, Is.EqualTo(result.Card.Metrics["signal_auc"]));
        EpochReport best = result.History.MaxBy(r => r.Metrics!["signal_ams"])!;
        Assert.That(result.History.Last(r => r.IsBest).Epoch, Is.EqualTo(best.Epoch));
    }

    [TestCase("auc", "Known: signal_loss, signal_auc")]
    [TestCase("signal_auc_error", "cannot decide")]
    public void A_figure_of_no_head_does_not_decide(string monitor, string message) =>
        Assert.That(async () => await FitAsync(TwoHeads, new TrainingOptions { Monitor = monitor }),
            Throws.TypeOf<TrainingException>().With.Message.Contains(message));

    [Test]
    public void A_metric_that_judges_no_head_is_refused() =>
        Assert.That(
            async () => await FitAsync(new AutoencoderSpecification(), new TrainingOptions { Metrics = [new MedianSignificance()] }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("'ams' judges nothing"));

    [Test]
    public async Task An_autoencoder_is_judged_and_its_columns_are_weighed_against_what_they_were()
    {
        TrainingOptions options = new() { ImportanceRepetitions = 3, Epochs = 30 };

        TrainingResult result = await FitAsync(new AutoencoderSpecification { Latent = 6, Layers = [32] }, options);

        Assert.That(result.Card.Metrics.Keys, Is.EqualTo(["loss", "mae"]));
        Assert.That(result.Card.Heads.Single().Curves, Is.Empty);
        Assert.That(result.Card.Importances[0].LossIncrease, Is.GreaterThan(0.1));
    }

    [Test]
    public async Task Folds_score_every_head_of_what_no_model_saw([Values] bool givesBack)
    {
        NetworkSpecification network = givesBack ? new AutoencoderSpecification() : TwoHeads;
        using TorchSharpEngine engine = new(network);
        long scored = 0;

        FoldedTraining training = await Trainer.FitFoldsAsync(new SampleEvents(300) { Labels = [0, 1] }, SampleEvents.Features, engine,
            new TrainingOptions { Epochs = 2, Batch = 32 }, 2, f =>
            {
                scored += f.Entries.EntryCount;
                Assert.That(f.Predictions.Length, Is.EqualTo(f.Entries.EntryCount * f.Heads.Sum(h => h.OutputCount)));
            });

        Assert.That(scored, Is.EqualTo(300));
        Assert.That(training.OutOfFold.EntryCount, Is.EqualTo(300));
        Assert.That(training.OutOfFold.Heads.Select(h => h.Head.Name), Is.EqualTo(givesBack ? [""] : new[] { "signal", "kind" }));
        Assert.That(training.OutOfFold.Metrics.Keys, Is.EqualTo(training.Models[0].Card.Metrics.Keys));
    }

    private static async Task<TrainingResult> FitAsync(NetworkSpecification network, TrainingOptions options)
    {
        using TorchSharpEngine engine = new(network);
        return await Trainer.FitAsync(new SampleEvents(400) { Labels = [0, 1] }, SampleEvents.Features, engine,
            options with { Batch = 32, Epochs = Math.Min(options.Epochs, 30), Patience = 0, LearningRate = 0.01 });
    }
}
