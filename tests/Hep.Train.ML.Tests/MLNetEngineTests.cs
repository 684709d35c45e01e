using Hep.Jagged;

namespace Hep.Train.ML.Tests;

public sealed class MLNetEngineTests
{
    [Test]
    public async Task Onnx_runtime_predicts_what_the_engine_predicts(
        [Values(0, 1, 2, 3)] int model, [Values(TrainingTask.Binary, TrainingTask.MultiClass, TrainingTask.Regression)] TrainingTask task,
        [Values] bool useMask)
    {
        using MLNetEngine engine = SampleModels.New(SampleModels.All[model] with { UseMask = useMask });
        TrainingProblem problem = SampleProblem.For(task);
        engine.Start(problem);
        using PaddedBatch batch = SampleProblem.Batch(task), other = SampleProblem.Batch(task, seed: 2);
        await engine.FitAsync(SampleProblem.Stream(batch), null);

        float[] own = await PredictAsync(engine, other, problem), onnx = Runtime.Run(engine.ToModel(), other, problem.Heads[0].OutputName);

        float scale = task == TrainingTask.Regression ? 100 : 1;
        Assert.That(onnx, Has.Length.EqualTo(SampleProblem.EntryCount * problem.OutputCount));
        Assert.That(own, Is.All.Matches<float>(float.IsFinite));
        Assert.That(onnx.Zip(own, (a, b) => Math.Abs(a - b) / scale).Max(), Is.LessThan(1e-5));
        Assert.That(engine.ToModel().Inputs.Select(i => i.Name), Is.EqualTo(useMask ? (string[])["features", "mask"] : ["features"]));
    }

    [TestCase(0, TrainingTask.Binary, 0.35)]
    [TestCase(0, TrainingTask.MultiClass, 0.45)]
    [TestCase(0, TrainingTask.Regression, 0.25)]
    [TestCase(1, TrainingTask.Binary, 0.35)]
    [TestCase(1, TrainingTask.MultiClass, 0.6)]
    [TestCase(1, TrainingTask.Regression, 0.3)]
    [TestCase(2, TrainingTask.Binary, 0.3)]
    [TestCase(2, TrainingTask.MultiClass, 0.55)]
    [TestCase(2, TrainingTask.Regression, 0.1)]
    [TestCase(3, TrainingTask.Binary, 0.3)]
    [TestCase(3, TrainingTask.MultiClass, 0.55)]
    public async Task A_model_learns(int model, TrainingTask task, double loss)
    {
        using MLNetEngine engine = SampleModels.New(SampleModels.All[model]);
        TrainingProblem problem = SampleProblem.For(task);
        engine.Start(problem);
        using PaddedBatch batch = SampleProblem.Batch(task), other = SampleProblem.Batch(task, seed: 2);
        await engine.FitAsync(SampleProblem.Stream(batch), null);

        MeanLoss unseen = new(problem.Heads[0]);
        unseen.Add(new PredictionBlock(await PredictAsync(engine, other, problem), other.Labels, other.Weights));

        Assert.That(unseen.Value, Is.LessThan(loss));
    }

    [Test]
    public async Task Iterations_grow_to_the_whole_model_and_the_first_are_a_model_of_their_own([Values(0, 1)] int model)
    {
        using MLNetEngine engine = SampleModels.New(SampleModels.All[model]);
        TrainingProblem problem = SampleProblem.For(TrainingTask.Binary);
        engine.Start(problem);
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary);
        int made = await engine.FitAsync(SampleProblem.Stream(batch), null);
        List<float[]> stages = [];
        double[] sums = new double[batch.EntryCount];
        await foreach (ReadOnlyMemory<float> stage in engine.PredictIterationsAsync(batch, 0, sums))
        {
            stages.Add(stage.ToArray());
            if (stages.Count == 5) break;
        }
        await foreach (ReadOnlyMemory<float> stage in engine.PredictIterationsAsync(batch, 5, sums)) stages.Add(stage.ToArray());

        float[] whole = await PredictAsync(engine, batch, problem);
        engine.Keep(3);
        float[] three = await PredictAsync(engine, batch, problem);

        Assert.That(stages, Has.Count.EqualTo(made));
        Assert.That(whole, Is.EqualTo(stages[^1]));
        Assert.That(three, Is.EqualTo(stages[2]).And.Not.EqualTo(whole));
        Assert.That(() => engine.Keep(4), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Equal_seeds_give_the_same_bits_for_any_number_of_threads([Values(0, 1)] int model)
    {
        MLNetSpecification drawn = SampleModels.All[model];
        drawn = drawn with { BoostedTrees = drawn.BoostedTrees with { EntryFraction = 0.5, CellFraction = 0.7 } };

        byte[] first = await FitAsync(drawn, seed: 5), again = await FitAsync(drawn, seed: 5), other = await FitAsync(drawn, seed: 6),
            threads = await FitAsync(drawn with { Threads = 2 }, seed: 5);

        Assert.That(again, Is.EqualTo(first));
        Assert.That(threads, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Equal_seeds_give_the_same_bits_of_linear_models([Values(2, 3)] int model)
    {
        byte[] first = await FitAsync(SampleModels.All[model], seed: 5), again = await FitAsync(SampleModels.All[model], seed: 5);

        Assert.That(again, Is.EqualTo(first));
    }

    [Test]
    public async Task Entries_without_weight_teach_nothing([Values(0, 1, 2, 3)] int model)
    {
        using MLNetEngine engine = SampleModels.New(SampleModels.All[model]);
        TrainingProblem problem = SampleProblem.For(TrainingTask.Binary);
        engine.Start(problem);
        using PaddedBatch halves = SampleProblem.Batch(TrainingTask.Binary, weight: i => i % 2),
            all = SampleProblem.Batch(TrainingTask.Binary);
        float[] flipped = [.. all.Labels.ToArray().Select((l, i) => i % 2 == 0 ? 1 - l : l)];
        using PaddedBatch misleading = SampleProblem.Batch(
            [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, all.EntryCount)
                .Select(i => all.Mask[i * 3 + c] ? all.Features[i * 3 + c] : float.NaN).ToArray())],
            flipped, halves.Weights.ToArray());

        await engine.FitAsync(SampleProblem.Stream(misleading), null);
        MeanLoss loss = new(problem.Heads[0]);
        loss.Add(new PredictionBlock(await PredictAsync(engine, all, problem), all.Labels, all.Weights));

        Assert.That(loss.Value, Is.LessThan(0.35));
    }

    [Test]
    public async Task Trees_that_may_ask_nothing_predict_the_same_of_all([Values(0, 1)] int model)
    {
        MLNetSpecification idle = SampleModels.All[model];
        using MLNetEngine engine = SampleModels.New(
            idle with { BoostedTrees = idle.BoostedTrees with { MinimumEntries = SampleProblem.EntryCount } });
        TrainingProblem problem = SampleProblem.For(TrainingTask.Binary);
        engine.Start(problem);
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary);

        int made = await engine.FitAsync(SampleProblem.Stream(batch), null);
        float[] own = await PredictAsync(engine, batch, problem), onnx = Runtime.Run(engine.ToModel(), batch, "score");

        Assert.That(made, Is.Positive);
        Assert.That(own, Is.All.EqualTo(own[0]));
        Assert.That(onnx, Is.All.EqualTo(own[0]).Within(1e-5));
    }

    [Test]
    public async Task Several_targets_are_learnt_each()
    {
        using MLNetEngine engine = SampleModels.New(new() { Threads = 1, BoostedTrees = new() { Learner = TreeLearner.LightGbm } });
        TrainingProblem problem = SampleProblem.For(new TrainingHead
        {
            Task = TrainingTask.Regression, Targets = [0, 1], OutputCount = 2, TargetMeans = [0, 100], TargetDeviations = [1, 50],
        });
        engine.Start(problem);
        float[] x = [.. Enumerable.Range(0, 1000).Select(i => i / 500f - 1)];
        using PaddedBatch batch = TwoTargets(x);
        await engine.FitAsync(SampleProblem.Stream(batch), null);

        float[] own = await PredictAsync(engine, batch, problem), onnx = Runtime.Run(engine.ToModel(), batch, "prediction");

        Assert.That(own[2 * 250], Is.EqualTo(x[250]).Within(0.05));
        Assert.That(own[2 * 250 + 1], Is.EqualTo(100 - 50 * x[250]).Within(2.5));
        Assert.That(onnx.Zip(own, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-4));
    }

    [Test]
    public void A_negative_weight_is_refused_with_the_ways_out([Values(0, 1, 2, 3)] int model)
    {
        using MLNetEngine engine = SampleModels.New(SampleModels.All[model]);
        engine.Start(SampleProblem.For(TrainingTask.Binary));
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary, weight: i => i == 700 ? -1 : 1);

        Assert.That(async () => await engine.FitAsync(SampleProblem.Stream(batch), null),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("weight -1").And.Message.Contains("abs(genWeight)"));
    }

    [Test]
    public async Task Batches_of_a_single_pass_are_learnt_from_and_given_back()
    {
        using MLNetEngine engine = SampleModels.New(SampleModels.Trees(TreeLearner.FastTree));
        engine.Start(SampleProblem.For(TrainingTask.Binary));
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary);
        List<PaddedBatch> given = [];

        double loss = await engine.TrainAsync(SampleProblem.Stream(batch, given));

        Assert.That(loss, Is.LessThan(0.3));
        Assert.That(given, Has.Count.EqualTo(4));
        foreach (PaddedBatch each in given) Assert.That(() => each.Features.Length, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void What_a_learner_does_not_know_is_refused_before_training()
    {
        using MLNetEngine lbfgs = SampleModels.New(new() { Kind = ModelKind.Linear, Linear = new() { Solver = LinearSolver.Lbfgs } }),
            sdca = SampleModels.New(new() { Kind = ModelKind.Linear, Linear = new() { L2 = 0 } }),
            trees = SampleModels.New(new() { BoostedTrees = new() { Learner = TreeLearner.FastTree, L2 = 1 } });

        Assert.That(() => lbfgs.Start(SampleProblem.For(TrainingTask.Regression)),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("'sdca'"));
        Assert.That(() => sdca.Start(SampleProblem.For(TrainingTask.Regression)),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("above 0"));
        Assert.That(() => trees.Start(SampleProblem.For(TrainingTask.Binary)),
            Throws.InstanceOf<TrainingException>().With.Message.Contains("LightGBM"));
    }

    [Test]
    public void An_engine_must_be_started()
    {
        using MLNetEngine engine = SampleModels.New(SampleModels.Trees(TreeLearner.FastTree));

        Assert.That(engine.ToModel, Throws.InvalidOperationException.With.Message.Contains("Start"));
    }

    [Test]
    public void The_name_tells_the_version_and_what_learns() =>
        Assert.That(SampleModels.New(SampleModels.Trees(TreeLearner.FastTree)).Name, Is.EqualTo("mlnet 5.0.1 fasttree"));

    private static PaddedBatch TwoTargets(float[] x)
    {
        using EntryBatch events = new(
            [Column.Create("x", x), Column.Create("y", x), Column.Create("z", x),
                new Column<float>(new ColumnSchema(DatasetColumns.Label, ElementType.Float32, Dimension.Fixed(2)), x.Length,
                    SharedMemory<float>.Copy([.. x.SelectMany(v => (float[])[v, 100 - 50 * v])]))],
            EntryIdentities.Range(EntrySource.None, 0, x.Length));
        return SampleProblem.Pipeline(events, "x", "y", "z").Apply(events);
    }

    private static async Task<byte[]> FitAsync(MLNetSpecification specification, long seed)
    {
        using MLNetEngine engine = SampleModels.New(specification);
        engine.Start(SampleProblem.For(TrainingTask.Binary, new TrainingOptions { Seed = seed }));
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary);
        await engine.FitAsync(SampleProblem.Stream(batch), null);
        return engine.ToModel().ToArray();
    }

    private static async Task<float[]> PredictAsync(MLNetEngine engine, PaddedBatch batch, TrainingProblem problem)
    {
        float[] predictions = new float[batch.EntryCount * problem.OutputCount];
        await engine.PredictAsync(batch, predictions);
        return predictions;
    }
}
