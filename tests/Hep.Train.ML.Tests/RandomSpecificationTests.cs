using System.Globalization;
using Hep.Jagged;

namespace Hep.Train.ML.Tests;

/// <summary>
/// Specifications drawn at random, on columns that are hard: missing values, kinds as one-hot cells or as numbers, a constant, values over
/// many orders of magnitude, both zeros, entries without weight.
/// </summary>
public sealed class RandomSpecificationTests
{
    private const int EntryCount = 600;

    [Test]
    public async Task Onnx_runtime_predicts_what_the_engine_predicts([Range(0, 39)] int seed)
    {
        Random random = new(seed);
        TrainingTask task = random.GetItems([TrainingTask.Binary, TrainingTask.MultiClass, TrainingTask.Regression], 1)[0];
        MLNetSpecification specification = Draw(random, task);
        (PaddedBatch batch, TrainingProblem problem) = Entries(random, task, specification.Kind == ModelKind.Linear, seed);
        using PaddedBatch entries = batch;
        using MLNetEngine engine = SampleModels.New(specification);
        engine.Start(problem);
        TestContext.Out.WriteLine($"{task} {specification.ToJson()}");

        int made = await engine.FitAsync(SampleProblem.Stream(entries), null);
        if (random.Next(2) == 0) engine.Keep(1 + random.Next(made));
        float[] own = new float[EntryCount * problem.OutputCount];
        await engine.PredictAsync(entries, own);
        float[] onnx = Runtime.Run(engine.ToModel(), entries, problem.Heads[0].OutputName);

        double scale = task == TrainingTask.Regression ? problem.Heads[0].TargetDeviations[0] : 1;
        Assert.That(own, Is.All.Matches<float>(float.IsFinite));
        Assert.That(onnx.Zip(own, (a, b) => Math.Abs((double)a - b) / scale).Max(), Is.LessThan(1e-5));
    }

    private static MLNetSpecification Draw(Random random, TrainingTask task)
    {
        TreeLearner learner = random.Next(2) == 0 && MLNetEngine.IsLightGbmAvailable(out _) ? TreeLearner.LightGbm : TreeLearner.FastTree;
        return new MLNetSpecification
        {
            Kind = random.Next(4) == 0 ? ModelKind.Linear : ModelKind.BoostedTrees,
            UseMask = random.Next(3) > 0,
            Threads = random.Next(1, 3),
            BoostedTrees = new()
            {
                Learner = learner,
                Iterations = random.Next(1, 40),
                LearningRate = 0.02 + random.NextDouble(),
                Leaves = random.Next(2, 60),
                MinimumEntries = random.Next(1, 80),
                Bins = random.Next(2, 400),
                EntryFraction = random.Next(2) == 0 ? 1 : 0.2 + 0.8 * random.NextDouble(),
                CellFraction = random.Next(2) == 0 ? 1 : 0.2 + 0.8 * random.NextDouble(),
                L2 = learner == TreeLearner.LightGbm ? random.Next(3) : 0,
            },
            Linear = new()
            {
                Solver = task == TrainingTask.Regression || random.Next(2) == 0 ? LinearSolver.Sdca : LinearSolver.Lbfgs,
                Iterations = random.Next(1, 40),
                L1 = random.Next(2) == 0 ? 0 : 1e-4,
                L2 = 1e-4 * (1 + random.Next(100)),
            },
        };
    }

    private static (PaddedBatch Batch, TrainingProblem Problem) Entries(Random random, TrainingTask task, bool scaled, int seed)
    {
        float[] plain = Cells(_ => (float)(random.NextDouble() * 4 - 2)), kind = Cells(_ => random.Next(5)),
            wide = Cells(_ => MathF.Exp((float)random.NextDouble() * 60 - 30) * (random.Next(2) * 2 - 1)),
            zeros = Cells(_ => random.Next(3) switch { 0 => 0f, 1 => -0f, _ => (float)random.NextDouble() }),
            weights = Cells(_ => random.Next(10) == 0 ? 0 : (float)random.NextDouble());
        float[] sums = Cells(i => plain[i] + kind[i] / 2 + (float)random.NextDouble()), labels = Cells(i => task switch
        {
            TrainingTask.Binary => sums[i] > 1.5 ? 1 : 0,
            TrainingTask.MultiClass => sums[i] > 2 ? 2 : sums[i] > 0.5 ? 1 : 0,
            _ => 1e4f + 3000 * sums[i],
        });
        foreach (float[] cells in (float[][])[plain, wide, zeros])
            for (int i = 0; i < EntryCount; i++)
                if (random.Next(6) == 0) cells[i] = float.NaN;
        using EntryBatch events = new(
            [
                Column.Create("constant", Cells(_ => 7)), Column.Create("kind", kind), Column.Create("plain", plain),
                Column.Create("wide", wide), Column.Create("zeros", zeros),
                Column.Create(DatasetColumns.Label, labels), Column.Create(DatasetColumns.Weight, weights),
            ], EntryIdentities.Range(EntrySource.None, 0, EntryCount));
        string encoding = random.Next(2) == 0 ? "onehot" : "index",
            padding = random.Next(2) == 0 ? "0" : (random.NextDouble() * 10).ToString(CultureInfo.InvariantCulture);
        FeaturePipeline pipeline = SampleProblem.Pipeline(events, FeatureSpecification.FromJson($$"""
            {
              "features": {
                "columns": ["constant", "kind", "plain", "wide", "zeros"], "categorical": { "kind": "auto" }, "encode": "{{encoding}}",
                "padding": {{padding}} {{(scaled ? ", \"scaling\": { \"*\": \"standard\" }" : "")}}
              }
            }
            """));
        double mean = labels.Average(l => (double)l), deviation = Math.Sqrt(labels.Average(l => Math.Pow(l - mean, 2)));
        return (pipeline.Apply(events), new TrainingProblem
        {
            Pipeline = pipeline,
            Heads =
            [
                new TrainingHead
                {
                    Task = task,
                    OutputCount = task == TrainingTask.MultiClass ? 3 : 1,
                    TargetMeans = task == TrainingTask.Regression ? [mean] : [],
                    TargetDeviations = task == TrainingTask.Regression ? [deviation] : [],
                },
            ],
            MeanWeight = weights.Average(w => (double)w),
            Options = new TrainingOptions { Seed = seed },
        });
    }

    private static float[] Cells(Func<int, float> value) => [.. Enumerable.Range(0, EntryCount).Select(value)];
}
