using Hep.Jagged;
using Hep.Onnx;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Hep.Train.ML.Tests;

/// <summary>
/// ML.NET's own predictions against those of the trees that were taken out of its models, and of ONNX Runtime: on entries that stand at
/// every threshold, next to it on either side, at both zeros, and nowhere.
/// </summary>
public sealed class TreeExtractionTests
{
    [Test]
    public void Trees_predict_what_ML_NET_predicts_at_every_threshold([Values] bool lightGbm)
    {
        if (lightGbm && !MLNetEngine.IsLightGbmAvailable(out string? why)) Assert.Ignore(why);
        MLContext context = new(1);
        PaddedBatchColumns columns = new()
        {
            CellCount = 3, Task = TrainingTask.Binary, NanAs = lightGbm ? float.NaN : float.MinValue,
        };
        using PaddedBatch batch = SampleProblem.Batch(TrainingTask.Binary);
        PaddedBatchDataView view = new(SampleProblem.Stream(batch), columns);
        (ITransformer model, DecisionTree[] trees, double shift) = lightGbm
            ? FitLightGbm(context, view, columns.NanAs)
            : FitFastTree(context, view, columns.NanAs);
        using PaddedBatch probes = Probes(trees);

        IDataView predicted = model.Transform(new PaddedBatchDataView(SampleProblem.Stream(probes), columns));
        float[] expected = [.. predicted.GetColumn<float>("Probability")];
        TreeModel extracted = new(columns, [trees], [shift]);
        double[] numbers = new double[probes.EntryCount];
        for (int i = 0; i < extracted.Iterations; i++) extracted.Add(i, extracted.RowsOf(probes), numbers);
        OnnxGraph graph = new("trees");
        graph.AddOutput("score", graph.Sigmoid(extracted.AddTo(graph)));

        Assert.That(expected, Has.Length.GreaterThan(1000));
        Assert.That(trees.SelectMany(t => t.Nodes).Count(n => n.MissingIsBelow), Is.Positive);
        if (lightGbm) Assert.That(trees.SelectMany(t => t.Nodes).Count(n => !n.IsLeaf && !n.MissingIsBelow), Is.Positive);
        Assert.That(numbers.Select((x, i) => Math.Abs(1 / (1 + Math.Exp(-x)) - expected[i])).Max(), Is.LessThan(1e-6));
        Assert.That(Runtime.Run(graph.ToModel(), probes, "score").Zip(expected, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-6));
    }

    private static (ITransformer, DecisionTree[], double) FitLightGbm(MLContext context, IDataView view, float nanAs)
    {
        var model = context.BinaryClassification.Trainers.LightGbm(
            new LightGbmBinaryTrainer.Options { NumberOfIterations = 20, NumberOfThreads = 1 }).Fit(view);
        (DecisionTree[] trees, double shift) =
            TreeExtraction.Calibrated(model.Model.SubModel.TrainedTreeEnsemble, model.Model.Calibrator, nanAs);
        return (model, trees, shift);
    }

    private static (ITransformer, DecisionTree[], double) FitFastTree(MLContext context, IDataView view, float nanAs)
    {
        var model = context.BinaryClassification.Trainers.FastTree(
            new FastTreeBinaryTrainer.Options { NumberOfTrees = 20, NumberOfThreads = 1 }).Fit(view);
        (DecisionTree[] trees, double shift) =
            TreeExtraction.Calibrated(model.Model.SubModel.TrainedTreeEnsemble, model.Model.Calibrator, nanAs);
        return (model, trees, shift);
    }

    /// <summary>For each question of each tree entries at its threshold and about it, the other cells drawn or missing.</summary>
    private static PaddedBatch Probes(DecisionTree[] trees)
    {
        Random random = new(3);
        List<float[]> rows = [];
        foreach (TreeNode node in trees.SelectMany(t => t.Nodes).Where(n => !n.IsLeaf))
            foreach (float value in (float[])[node.Threshold, MathF.BitIncrement(node.Threshold), MathF.BitDecrement(node.Threshold),
                float.NaN, 0f, -0f])
            {
                float[] row = [.. Enumerable.Range(0, 3).Select(_ => random.Next(4) == 0 ? float.NaN : random.NextSingle() * 4 - 2)];
                row[node.Feature] = value;
                if (float.IsFinite(value) || float.IsNaN(value)) rows.Add(row);
            }
        return SampleProblem.Batch([.. Enumerable.Range(0, 3).Select(c => rows.Select(r => r[c]).ToArray())],
            new float[rows.Count], new float[rows.Count]);
    }
}
