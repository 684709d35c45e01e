using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Training that was interrupted gives what it gives without interruption, to the bit.</summary>
[NonParallelizable]
public sealed class ResumeTests : TorchFixture
{
    private const int BatchesPerEpoch = 50;   // of 12 800 entries, 256 at a time; the last batch is shorter

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("hep-resume-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return new TestCaseData(new TrainingOptions()).SetName("Adam");
        TrainingOptions momentum = new() { Optimizer = OptimizerKind.Sgd, Momentum = 0.9, LearningRate = 0.01, ClipNorm = 1 };
        yield return new TestCaseData(momentum)
            .SetName("Momentum_and_clipping");
        yield return new TestCaseData(new TrainingOptions { Accumulate = 3, Schedule = new() { Kind = ScheduleKind.OneCycle, WarmUp = 5 } })
            .SetName("Gathered_gradients_and_a_cycle");
        yield return new TestCaseData(new TrainingOptions { Schedule = new() { Kind = ScheduleKind.Plateau, Every = 0 }, Monitor = "auc" })
            .SetName("A_plateau_of_the_area");
        yield return new TestCaseData(new TrainingOptions { Mixing = EntryMixing.Balanced }).SetName("A_mixture");
        yield return new TestCaseData(new TrainingOptions { Cache = 0 }).SetName("Streamed_events");
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Training_goes_on_from_the_batch_at_which_it_was_stopped(TrainingOptions options)
    {
        TrainingResult whole = await FitAsync(options);
        int stops = 0;

        foreach (int stop in (int[])[17, BatchesPerEpoch + 1, 2 * BatchesPerEpoch + 40])
            if (await StopAsync(options, stop)) stops++;
        TrainingResult resumed = await FitAsync(options with { Checkpoints = new CheckpointOptions(_folder) { Resume = true } });

        Assert.That(stops, Is.EqualTo(3));
        Assert.That(Graph(resumed), Is.EqualTo(Graph(whole)));
        Assert.That(resumed.History.Select(Figures), Is.EqualTo(whole.History.Select(Figures)));
        Assert.That(resumed.Validation!.Metrics, Is.EqualTo(whole.Validation!.Metrics));
    }

    [Test]
    public async Task The_best_weights_may_be_older_than_the_interruption()
    {
        TrainingOptions options = new() { LearningRate = 0.5, Monitor = "auc" };   // steps so long that later epochs are worse
        TrainingResult whole = await FitAsync(options);
        await StopAsync(options, 2 * BatchesPerEpoch + 40);

        TrainingResult resumed = await FitAsync(options with { Checkpoints = new CheckpointOptions(_folder) { Resume = true } });

        Assert.That(whole.History.Last(r => r.IsBest).Epoch, Is.LessThan(3));
        Assert.That(Graph(resumed), Is.EqualTo(Graph(whole)));
        Assert.That(resumed.Validation!.Metrics, Is.EqualTo(whole.Validation!.Metrics));
    }

    [Test]
    public async Task A_longer_training_goes_on_from_a_shorter_one()
    {
        TrainingOptions options = new() { Epochs = 3, Patience = 0 };
        TrainingResult whole = await FitAsync(options);
        await FitAsync(options with { Epochs = 2, Checkpoints = new CheckpointOptions(_folder) });

        TrainingResult longer = await FitAsync(options with { Checkpoints = new CheckpointOptions(_folder) { Resume = true } });

        Assert.That(Graph(longer), Is.EqualTo(Graph(whole)));
    }

    [Test]
    public async Task A_checkpoint_is_of_no_device()
    {
        TrainingOptions options = new() { Epochs = 2, Patience = 0, Device = "cpu" };
        TrainingResult whole = await FitAsync(options);
        await StopAsync(options, 60);

        TrainingResult resumed = await FitAsync(
            options with { Device = "auto", Checkpoints = new CheckpointOptions(_folder) { Resume = true } });

        Assert.That(resumed.History.Select(r => r.Epoch), Is.EqualTo(whole.History.Select(r => r.Epoch)));
        if (!global::TorchSharp.torch.cuda.is_available()) Assert.That(Graph(resumed), Is.EqualTo(Graph(whole)));
    }

    [Test]
    public async Task A_damaged_checkpoint_gives_way_to_the_one_before_it([Values] bool isTruncated)
    {
        TrainingResult whole = await FitAsync(new TrainingOptions());
        await StopAsync(new TrainingOptions(), 70);
        string[] checkpoints = [.. Directory.GetFiles(_folder, "*.safetensors").Order()];
        byte[] last = File.ReadAllBytes(checkpoints[1]);
        if (isTruncated) last = last[..^7];
        else last[^9] ^= 1;
        File.WriteAllBytes(checkpoints[1], last);

        TrainingResult resumed = await FitAsync(new TrainingOptions { Checkpoints = new CheckpointOptions(_folder) { Resume = true } });

        Assert.That(checkpoints, Has.Length.EqualTo(2));
        Assert.That(Graph(resumed), Is.EqualTo(Graph(whole)));
    }

    [Test]
    public async Task A_checkpoint_of_another_training_is_refused_and_says_what_differs()
    {
        await StopAsync(new TrainingOptions(), 10);
        CheckpointOptions resume = new(_folder) { Resume = true };

        Assert.That(async () => await FitAsync(new TrainingOptions { LearningRate = 0.5, Checkpoints = resume }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("training.learning_rate was 0.001 and is 0.5"));
        Assert.That(async () => await FitAsync(new TrainingOptions { Checkpoints = resume }, NetworkSpecification.Dense(5)),
            Throws.TypeOf<TrainingException>().With.Message.Contains("network.layers"));
        Assert.That(async () => await FitAsync(new TrainingOptions { Checkpoints = resume }, where: "MET_pt > 20"),
            Throws.TypeOf<TrainingException>().With.Message.Contains("data.training_entries"));
        Assert.That(async () => await FitAsync(new TrainingOptions { Checkpoints = new CheckpointOptions(_folder) }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("earlier training"));
    }

    [Test]
    public void Where_there_is_no_checkpoint_nothing_can_go_on() =>
        Assert.That(async () => await FitAsync(new TrainingOptions { Checkpoints = new CheckpointOptions(_folder) { Resume = true } }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("There is no checkpoint"));

    /// <summary>Cancels training after some batches of all epochs.</summary>
    private async Task<bool> StopAsync(TrainingOptions options, int batches)
    {
        using CancellationTokenSource cancel = new();
        CheckpointOptions checkpoints = new(_folder) 
        {
            Resume = Directory.EnumerateFiles(_folder, "*.safetensors").Any(),
            EveryBatches = 15,
        };
        Watch watch = new(p => { if ((p.Epoch - 1) * p.BatchCount + p.Batches == batches) cancel.Cancel(); });
        try
        {
            await FitAsync(options with { Checkpoints = checkpoints, Progress = watch, ProgressInterval = TimeSpan.Zero },
                token: cancel.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static async Task<TrainingResult> FitAsync(
        TrainingOptions options, NetworkSpecification? network = null, string? where = null, CancellationToken token = default)
    {
        using TorchSharpEngine engine = new(network ?? new DenseSpecification { Layers = [8], Dropout = 0.3 });
        FeatureSpecification features = new() { Columns = ["MET_pt", "PV_npvs", "nJet"], Where = where };
        return await Trainer.FitAsync(await Demo.Default.OpenAsync(), features, engine,
            options with { Epochs = options.Epochs == 20 ? 4 : options.Epochs, Batch = 256, Seed = 3 }, cancellationToken: token);
    }

    private static byte[] Graph(TrainingResult result)
    {
        OnnxModel model = OnnxModel.Load(result.Model.ToArray());
        model.Metadata.Clear();
        return model.ToArray();
    }

    private static (double, double?, double, bool) Figures(EpochReport report) =>
        (report.Loss, report.ValidationLoss, report.LearningRate, report.IsBest);

    private sealed class Watch(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }
}
