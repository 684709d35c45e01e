using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Tests;

/// <summary>Several engines that train on one stream.</summary>
public sealed class JointTrainingTests
{
    private static readonly FeatureSpecification Features =
        FeatureSpecification.FromJson("""{"features": {"columns": ["x", "noise", "Jet_pt"], "scaling": {"*": "standard"}}}""");

    private static readonly TrainingOptions Options = new() { Epochs = 4, Batch = 64, Seed = 3, LearningRate = 0.01, Patience = 0 };

    [TestCase(1L << 30)]
    [TestCase(0)]   // read anew in each epoch
    public async Task Each_engine_gets_what_it_would_get_alone(long cache)
    {
        TrainingOptions options = Options with { Cache = cache };
        using LogisticEngine alone = new(), together = new();
        using RecordingEngine aloneToo = new(), togetherToo = new();
        TrainingResult expected = await Trainer.FitAsync(new SyntheticEvents(1000), Features, alone, options);
        await Trainer.FitAsync(new SyntheticEvents(1000), Features, aloneToo, options);

        IReadOnlyList<TrainingResult> results = await Trainer.FitAllAsync(new SyntheticEvents(1000), Features,
            [together, togetherToo], options);

        Assert.That(Graph(results[0]), Is.EqualTo(Graph(expected)));
        Assert.That(results[0].History.Select(e => (e.Loss, e.ValidationLoss, e.IsBest)),
            Is.EqualTo(expected.History.Select(e => (e.Loss, e.ValidationLoss, e.IsBest))));
        Assert.That(togetherToo.Epochs, Is.EqualTo(aloneToo.Epochs));
        Assert.That(togetherToo.Validation, Is.EqualTo(aloneToo.Validation));
        Assert.That(results[1].Card.Training!.Value.GetProperty("engine").GetString(), Is.EqualTo("recording"));
    }

    [Test]
    public async Task The_data_are_read_once()
    {
        SyntheticEvents one = new(1000), two = new(1000);
        using LogisticEngine alone = new(), first = new(), second = new();
        TrainingOptions options = Options with { Cache = 0 };

        await Trainer.FitAsync(one, Features, alone, options);
        await Trainer.FitAllAsync(two, Features, [first, second], options);

        Assert.That(two.Passes, Is.EqualTo(one.Passes));
    }

    [Test]
    public async Task An_engine_that_has_stopped_takes_no_more()
    {
        using LogisticEngine going = new();
        using RecordingEngine stopping = new();   // its predictions never change
        List<(ITrainingEngine, int)> reports = [];

        await Trainer.FitAllAsync(new SyntheticEvents(1000), Features, [stopping, going], Options with { Patience = 1 },
            new EngineReports(r => reports.Add((r.Engine, r.Epoch.Epoch))));

        Assert.That(stopping.Epochs, Has.Count.EqualTo(2));
        Assert.That(going.FirstRows, Has.Count.EqualTo(4));
        Assert.That(reports.Where(r => r.Item1 == stopping).Select(r => r.Item2), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(reports.Where(r => r.Item1 == going).Select(r => r.Item2), Is.EqualTo(new[] { 1, 2, 3, 4 }));
    }

    [Test]
    public async Task One_that_learns_all_at_once_trains_beside_one_that_steps()
    {
        using FittingEngine fitting = new(0.6f, 0.8f);
        using LogisticEngine stepping = new(), alone = new();
        TrainingResult expected = await Trainer.FitAsync(new SyntheticEvents(1000), Features, alone, Options);

        IReadOnlyList<TrainingResult> results = await Trainer.FitAllAsync(
            new SyntheticEvents(1000), Features, [fitting, stepping], Options);

        Assert.That(results[0].History, Has.Count.EqualTo(2));
        Assert.That(Graph(results[1]), Is.EqualTo(Graph(expected)));
    }

    [Test]
    public void One_that_fails_ends_the_others_with_its_error()
    {
        using LogisticEngine going = new();
        using ThrowingEngine failing = new(new TrainingException("It is too hot.") { Epoch = 1 });

        TrainingException failure = Assert.ThrowsAsync<TrainingException>(() => Trainer.FitAllAsync(
            new SyntheticEvents(1000), Features, [going, failing], Options with { Epochs = 100_000 }))!;

        Assert.That((failure.Message, failure.Epoch), Is.EqualTo(("throwing 1.0.0: It is too hot.", 1)));
    }

    [Test]
    public void Cancellation_ends_all()
    {
        using CancellationTokenSource cancel = new();
        using LogisticEngine first = new(), second = new();

        Assert.That(async () => await Trainer.FitAllAsync(new SyntheticEvents(1000), Features, [first, second],
            Options with { Epochs = 100_000 }, new EngineReports(_ => cancel.Cancel()), cancel.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void What_cannot_train_together_is_refused_before_data_are_read()
    {
        SyntheticEvents data = new(100);
        using LogisticEngine engine = new(), other = new();

        Assert.That(async () => await Trainer.FitAllAsync(data, Features, [], Options), Throws.ArgumentException);
        Assert.That(async () => await Trainer.FitAllAsync(data, Features, [engine, engine], Options), Throws.ArgumentException);
        Assert.That(async () => await Trainer.FitAllAsync(data, Features, [engine, other],
            Options with { Checkpoints = new CheckpointOptions("state") }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("one engine"));
        Assert.That(async () => await Trainer.FitAsync(data, Features, engine,
            Options with { Checkpoints = new CheckpointOptions("state") }),
            Throws.TypeOf<TrainingException>().With.Message.Contains("'logistic 1.0.0' cannot go on from a checkpoint"));
        Assert.That(data.Passes, Is.Zero);
    }

    private static byte[] Graph(TrainingResult result)
    {
        OnnxModel model = OnnxModel.Load(result.Model.ToArray());
        model.Metadata.Clear();
        return model.ToArray();
    }

    private sealed class EngineReports(Action<EngineReport> take) : IProgress<EngineReport>
    {
        public void Report(EngineReport value) => take(value);
    }

    /// <summary>Fails behind its first batch.</summary>
    private sealed class ThrowingEngine(Exception failure) : ITrainingEngine
    {
        public string Name => "throwing 1.0.0";

        public NetworkSpecification? Network => null;

        public void Start(TrainingProblem problem) { }

        public async Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default)
        {
            await foreach (PaddedBatch batch in batches.WithCancellation(cancellationToken))
                using (batch) throw failure;
            return 0;
        }

        public Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default) =>
            Task.CompletedTask;

        public void KeepWeights() { }

        public void RestoreWeights() { }

        public OnnxModel ToModel() => throw new NotSupportedException();

        public void Dispose() { }
    }
}
