using Hep.Jagged;
using Hep.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>
/// Every kind of network, with all that it draws and all that it keeps from batch to batch, goes on as if it had not been interrupted.
/// </summary>
[NonParallelizable]
public sealed class ResumeKindTests : TorchFixture
{
    private const int BatchesPerEpoch = 8;   // of some 240 entries, 32 at a time; the last batch is shorter

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("hep-resume-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<TestCaseData> Cases()
    {
        NetworkSpecification[] kinds =
        [
            new DenseSpecification { Embedding = 2, Residual = true, Layers = [8, 8] }, new DeepSetsSpecification { ObjectLayers = [6] },
            new SetTransformerSpecification { Width = 8, AttentionHeads = 2, Blocks = 1 }, new ConvolutionSpecification { Channels = [3] },
            new AutoencoderSpecification { Latent = 2 }, new VariationalAutoencoderSpecification { Latent = 2 },
            new DenseSpecification
            {
                Heads = [new HeadSpecification("signal", 0), new HeadSpecification("kind", 1), new HeadSpecification("mass", 2)],
            },
        ];
        foreach (NetworkSpecification kind in kinds)
        {
            NetworkSpecification network = kind with
            {
                Layers = kind.Layers.Count == 2 ? kind.Layers : [8], Dropout = 0.3, Normalization = Normalization.Batch,
            };
            string heads = kind is SupervisedSpecification { Heads.Count: > 0 } ? "_with_heads" : "";
            yield return Case($"{kind.Kind}{heads}", () => new TorchSharpEngine(network));
        }
        yield return Case("a module of a program's own", () => TorchSharpEngine.For(p => nn.Sequential(
            nn.Linear(p.CellCount, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, p.OutputCount))));
    }

    [TestCaseSource(nameof(Cases))]
    public async Task A_network_of_each_kind_goes_on_from_the_batch_at_which_it_was_stopped(Func<TorchSharpEngine> create)
    {
        TrainingResult whole = await FitAsync(create, new TrainingOptions());
        int stops = 0;

        foreach (int stop in (int[])[5, BatchesPerEpoch + 1, 2 * BatchesPerEpoch + 7])
            if (await StopAsync(create, stop)) stops++;
        random.manual_seed(99);   // whoever goes on does so in another process
        TrainingResult resumed = await FitAsync(create,
            new TrainingOptions { Checkpoints = new CheckpointOptions(_folder) { Resume = true } });

        Assert.That(stops, Is.EqualTo(3));
        Assert.That(Graph(resumed), Is.EqualTo(Graph(whole)));
        Assert.That(resumed.History.Select(Figures), Is.EqualTo(whole.History.Select(Figures)));
        Assert.That(resumed.Validation!.Metrics, Is.EqualTo(whole.Validation!.Metrics));
    }

    /// <summary>Cancels training after some batches of all epochs.</summary>
    private async Task<bool> StopAsync(Func<TorchSharpEngine> create, int batches)
    {
        using CancellationTokenSource cancel = new();
        CheckpointOptions checkpoints = new(_folder) { Resume = Directory.EnumerateFiles(_folder, "*.safetensors").Any() };
        Watch watch = new(p => { if ((p.Epoch - 1) * p.BatchCount + p.Batches == batches) cancel.Cancel(); });
        try
        {
            await FitAsync(create, new TrainingOptions { Checkpoints = checkpoints, Progress = watch, ProgressInterval = TimeSpan.Zero },
                cancel.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static async Task<TrainingResult> FitAsync(
        Func<TorchSharpEngine> create, TrainingOptions options, CancellationToken token = default)
    {
        using TorchSharpEngine engine = create();
        int[] labels = engine.Network is SupervisedSpecification { Heads.Count: > 0 } ? [0, 1, 2] : [0];
        return await Trainer.FitAsync(new SampleEvents(300) { Labels = labels }, SampleEvents.Features, engine,
            options with { Epochs = 4, Patience = 0, Batch = 32, Accumulate = 3, ClipNorm = 0.5, Seed = 3, LearningRate = 0.01 },
            cancellationToken: token);
    }

    private static byte[] Graph(TrainingResult result)
    {
        OnnxModel model = OnnxModel.Load(result.Model.ToArray());
        model.Metadata.Clear();
        return model.ToArray();
    }

    private static (double, double?, bool) Figures(EpochReport report) => (report.Loss, report.ValidationLoss, report.IsBest);

    private static TestCaseData Case(string name, Func<TorchSharpEngine> create) =>
        new TestCaseData(create).SetArgDisplayNames(name);

    private sealed class Watch(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }
}
