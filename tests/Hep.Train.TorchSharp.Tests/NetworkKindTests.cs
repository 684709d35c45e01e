using Hep.Jagged;
using Hep.Onnx;
using TorchSharp;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>What each kind of network takes, and that it learns.</summary>
[NonParallelizable]
public sealed class NetworkKindTests : TorchFixture
{
    private static IEnumerable<TestCaseData> Inputs =>
    [
        new TestCaseData(new DenseSpecification { UseMask = false, Embedding = 0 }, (string[])["features"]),
        new TestCaseData(new DenseSpecification(), (string[])["features", "mask"]),
        new TestCaseData(new DenseSpecification { UseMask = false }, (string[])["features", "mask"]),   // for categories
        new TestCaseData(new DeepSetsSpecification { Collections = ["Muon_pt"], UseCells = false },
            (string[])["tokens_Muon_pt", "mask_Muon_pt"]),
        new TestCaseData(new SetTransformerSpecification { Width = 4, UseMask = false, Embedding = 0 },
            (string[])["tokens_Jet", "tokens_Muon_pt", "mask_Jet", "mask_Muon_pt", "features"]),
        new TestCaseData(new ConvolutionSpecification { UseCells = false }, (string[])["grid_0", "grid_1"]),
        new TestCaseData(new AutoencoderSpecification { UseMask = false }, (string[])["features"]),
        new TestCaseData(new AutoencoderSpecification { UseMask = false, Anomaly = true }, (string[])["features", "mask"]),
    ];

    private static IEnumerable<NetworkSpecification> Kinds =>
    [
        new DenseSpecification { Normalization = Normalization.Batch, Residual = true, Layers = [16, 16] }, new DeepSetsSpecification(),
        new SetTransformerSpecification { Width = 16, Blocks = 1 }, new ConvolutionSpecification { Channels = [4] },
    ];

    private static IEnumerable<NetworkSpecification> AllKinds =>
    [
        .. Kinds.OfType<SupervisedSpecification>().Select(n => n with { Dropout = 0.1 }),
        new AutoencoderSpecification(), new VariationalAutoencoderSpecification { DivergenceWeight = 0.1 },
    ];

    [TestCaseSource(nameof(Inputs))]
    public void A_model_has_those_inputs_that_its_network_uses(NetworkSpecification network, string[] inputs)
    {
        using NetworkRun run = new(network);

        Assert.That(run.Engine.ToModel().Inputs.Select(i => i.Name), Is.EquivalentTo(inputs));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task A_network_of_any_kind_learns(NetworkSpecification network)
    {
        using NetworkRun run = new(network);

        double first = await run.TrainAsync(1), last = await run.TrainAsync(60);

        Assert.That(last, Is.LessThan(0.6 * first));
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task Kept_weights_and_statistics_come_back(NetworkSpecification network)
    {
        using NetworkRun run = new(network);
        await run.TrainAsync(2);
        run.Engine.KeepWeights();
        byte[] kept = run.Engine.ToModel().ToArray();

        await run.TrainAsync(2);
        run.Engine.RestoreWeights();

        Assert.That(run.Engine.ToModel().ToArray(), Is.EqualTo(kept));
    }

    [TestCaseSource(nameof(AllKinds))]
    public async Task Steps_and_predictions_leave_no_tensor_behind(NetworkSpecification network)
    {
        using NetworkRun run = new(network);
        using EntryBatch events = new SampleEvents(30, seed: 8).Make(0, 30);
        await run.TrainAsync(2);
        await run.PredictAsync(events);
        long before = torch.Tensor.TotalCount;

        await run.TrainAsync(200);
        for (int i = 0; i < 50; i++) await run.PredictAsync(events);

        Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
    }

    /// <summary>Native scalars that are left to finalizers may go while libtorch reads them: no kind of network has such.</summary>
    [TestCaseSource(nameof(AllKinds))]
    public async Task A_collector_that_never_rests_changes_nothing(NetworkSpecification network)
    {
        byte[] calm = await TrainAsync(network);
        using CancellationTokenSource end = new();
        Task collector = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });

        byte[] disturbed = await TrainAsync(network);
        await end.CancelAsync();
        await collector;

        Assert.That(disturbed, Is.EqualTo(calm));
    }

    [Test]
    public async Task The_order_of_objects_does_not_matter([Values] bool isTransformer)
    {
        SetSpecification network = isTransformer ? new SetTransformerSpecification { Width = 8 } : new DeepSetsSpecification();
        using NetworkRun run = new(network with { Collections = ["Jet"], Embedding = 0 });
        await run.TrainAsync(3);
        using EntryBatch events = new SampleEvents(30, seed: 8).Make(0, 30);
        using EntryBatch turned = Turn(events, "Jet_pt", "Jet_eta", "Jet_phi", "Jet_charge");

        float[] predictions = await run.PredictAsync(events), again = await run.PredictAsync(turned);

        Assert.That(predictions.Zip(again, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-5));
    }

    [Test]
    public async Task A_batch_of_one_entry_is_learnt_from()
    {
        using NetworkRun run = new(new ConvolutionSpecification { Normalization = Normalization.Batch, Channels = [2] });
        using EntryBatch one = new SampleEvents(1) { Labels = [0, 1, 2] }.Make(0, 1);

        double loss = await run.Engine.TrainAsync(SampleProblem.Once(run.Problem.Pipeline.Apply(one)));

        Assert.That(double.IsFinite(loss));
        Assert.That(await run.PredictAsync(one), Is.All.Matches<float>(float.IsFinite));   // a variance of one entry would be none
    }

    [Test]
    public async Task Cells_without_a_value_do_not_count_for_an_autoencoder()
    {
        using NetworkRun run = new(new AutoencoderSpecification { Layers = [], Latent = 1 });
        using EntryBatch empty = new SampleEvents(1) { MostObjects = 0, Labels = [0, 1, 2] }.Make(0, 1);
        using PaddedBatch batch = run.Problem.Pipeline.Apply(empty);
        float[] decoded = await run.PredictAsync(empty);
        double expected = Enumerable.Range(0, batch.CellCount).Where(i => batch.Mask[i])
            .Average(i => Math.Pow(decoded[i] - batch.Features[i], 2));

        double loss = await run.Engine.TrainAsync(SampleProblem.Once(run.Problem.Pipeline.Apply(empty)));

        Assert.That(batch.Mask.ToArray().Count(m => m), Is.InRange(1, 2));
        Assert.That(loss, Is.EqualTo(expected).Within(1e-5));
    }

    [TestCase("jet", "no collection 'jet'. Nearest: Jet")]
    [TestCase("code", "no collection 'code'")]
    public void A_collection_that_is_not_there_is_refused(string collection, string message) =>
        Assert.That(() => new NetworkRun(new DeepSetsSpecification { Collections = [collection] }),
            Throws.TypeOf<TrainingException>().With.Message.Contains(message));

    [Test]
    public async Task A_network_that_takes_grids_needs_them()
    {
        using TorchSharpEngine engine = new(new ConvolutionSpecification());
        FeatureSpecification features = SampleEvents.Features with { Grid = null };

        await Assert.ThatAsync(() => Trainer.FitAsync(new SampleEvents(50), features, engine, new TrainingOptions()),
            Throws.TypeOf<TrainingException>().With.Message.Contains("add the section 'grid'"));
    }

    [Test]
    public async Task Grids_are_made_for_those_who_take_them_alone()
    {
        using TorchSharpEngine dense = new(NetworkSpecification.Dense(4)), convolution = new(new ConvolutionSpecification());
        TrainingOptions options = new() { Epochs = 1 };

        TrainingResult without = await Trainer.FitAsync(new SampleEvents(200), SampleEvents.Features, dense, options),
            with = await Trainer.FitAsync(new SampleEvents(200), SampleEvents.Features, convolution, options);

        Assert.That(without.Pipeline.Grid, Is.Null);
        Assert.That(with.Pipeline.Grid, Is.Not.Null);
    }

    [Test]
    public async Task Several_heads_are_trained_evaluated_and_named()
    {
        using TorchSharpEngine engine = new(new DenseSpecification
        {
            Heads = [new HeadSpecification("signal", 0), new HeadSpecification("kind", 1),
                new HeadSpecification("mass", 2) { Weight = 0.5 }],
        });

        TrainingResult result = await Trainer.FitAsync(
            new SampleEvents(400) { Labels = [0, 1, 2] }, SampleEvents.Features, engine, new TrainingOptions { Epochs = 30, Batch = 32 });

        Assert.That(result.Model.Outputs.Select(o => o.ToString()),
            Is.EqualTo(["signal_score: Float32[?, 1]", "kind_scores: Float32[?, 3]", "mass_prediction: Float32[?, 1]"]));
        Assert.That(result.Card.Heads.Select(h => (h.Output, h.Task)), Is.EqualTo(new[]
        {
            ("signal_score", ModelTasks.Binary), ("kind_scores", ModelTasks.MultiClass), ("mass_prediction", ModelTasks.Regression),
        }));
        HeadEvaluation signal = result.Validation!.Heads[0], kind = result.Validation.Heads[1], mass = result.Validation.Heads[2];
        Assert.That(result.Card.Metrics["signal_auc"], Is.EqualTo(signal.Roc!.Area).And.GreaterThan(0.7));
        Assert.That(kind.Accuracy, Is.GreaterThan(0.8));                           // its column 'code' is among the features
        Assert.That(mass.RootMeanSquareError, Is.LessThan(11));
        Assert.That(result.Validation.Loss, Is.EqualTo(signal.Loss + kind.Loss + 0.5 * mass.Loss).Within(1e-9));
    }

    private static async Task<byte[]> TrainAsync(NetworkSpecification network)
    {
        using NetworkRun run = new(network);
        await run.TrainAsync(300);
        return run.Engine.ToModel().ToArray();
    }

    private static EntryBatch Turn(EntryBatch events, params string[] columns) => new(
        [.. events.Columns.Select(c => !columns.Contains(c.Name) ? c.Share()
            : c is Column<float> floats ? Column.CreateJagged(c.Name, Turned(floats))
            : Column.CreateJagged(c.Name, Turned((Column<int>)c)))],
        events.Identities.Share());

    private static T[][] Turned<T>(Column<T> column) where T : unmanaged =>
        [.. Enumerable.Range(0, column.EntryCount).Select(i => column[i].ToArray().Reverse().ToArray())];
}
