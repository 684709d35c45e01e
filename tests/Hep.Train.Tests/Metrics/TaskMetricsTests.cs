namespace Hep.Train.Tests;

public sealed class TaskMetricsTests
{
    [Test]
    public void Two_classes_are_judged_by_hand()
    {
        ClassMetrics metrics = new(Head(TrainingTask.Binary, 1));
        metrics.Add(new PredictionBlock([0.9f, 0.6f], [1, 0], [2, 1]));
        metrics.Add(new PredictionBlock([0.2f, 0.1f], [1, 0], [1, 4]));

        HeadEvaluation judged = metrics.ToEvaluation([]);

        Assert.That(judged.Accuracy, Is.EqualTo(6 / 8.0));
        Assert.That(judged.Metrics["precision"], Is.EqualTo(2 / 3.0));
        Assert.That(judged.Metrics["recall"], Is.EqualTo(2 / 3.0));
        Assert.That(judged.Metrics["f1"], Is.EqualTo(2 / 3.0));
        Assert.That(judged.Metrics["auc"], Is.EqualTo((2 * 5 + 1 * 4) / 15.0));
        Assert.That(judged.Loss, Is.EqualTo(-(2 * Math.Log(0.9f) + Math.Log(1 - 0.6f) + Math.Log(0.2f)
            + 4 * Math.Log(1 - 0.1f)) / 8).Within(1e-7));
        Assert.That(judged.Confusion, Is.EqualTo((double[][])[[4, 1], [1, 2]]));
        Assert.That(judged.Scores[0].Own.Contents.ToArray().Sum(), Is.EqualTo(3));
    }

    [Test]
    public void Several_classes_are_judged_each_against_the_rest()
    {
        ClassMetrics metrics = new(Head(TrainingTask.MultiClass, 3));
        metrics.Add(new PredictionBlock([0.7f, 0.2f, 0.1f, 0.1f, 0.5f, 0.4f, 0.3f, 0.4f, 0.3f], [0, 1, 2], [1, 1, 2]));

        HeadEvaluation judged = metrics.ToEvaluation([]);

        Assert.That(judged.Confusion, Is.EqualTo((double[][])[[1, 0, 0], [0, 1, 0], [0, 2, 0]]));
        Assert.That(judged.Accuracy, Is.EqualTo(0.5));
        Assert.That(judged.ClassRocs.Select(r => r.Area), Is.EqualTo([1, 1, 0.5]));
        Assert.That(judged.Metrics["auc"], Is.EqualTo(2.5 / 3).Within(1e-12));
        Assert.That(judged.Roc, Is.Null);
    }

    [Test]
    public void Residuals_are_judged_by_hand()
    {
        RegressionMetrics metrics = new(Head(TrainingTask.Regression, 1) with { TargetDeviations = [2] });
        metrics.Add(new PredictionBlock([1, 4, 5], [2, 4, 8], [1, 2, 1]));

        HeadEvaluation judged = metrics.ToEvaluation([]);

        Assert.That(judged.Metrics["mse"], Is.EqualTo(10 / 4.0));
        Assert.That(judged.RootMeanSquareError, Is.EqualTo(Math.Sqrt(2.5)));
        Assert.That(judged.Loss, Is.EqualTo(2.5 / 4));
        Assert.That(judged.Metrics["mae"], Is.EqualTo(1));
        Assert.That(judged.Metrics["bias"], Is.EqualTo(-1));
        Assert.That(judged.Metrics["r2"], Is.EqualTo(1 - 10 / (6.25 + 2 * 0.25 + 12.25)).Within(1e-12));   // about the mean 4.5
        Assert.That(judged.Residuals[0].Quantiles, Is.EqualTo([-3, -3, -1, 0, 0]));
    }

    [Test]
    public void The_significance_is_that_of_the_best_or_of_a_given_cut()
    {
        PredictionBlock block = new([0.9f, 0.8f, 0.1f], [1, 0, 0], [20, 5, 1000]);
        IMetricSum best = new MedianSignificance { Regularisation = 1 }.Begin(Head(TrainingTask.Binary, 1))!,
            given = new MedianSignificance(0.5) { Regularisation = 1 }.Begin(Head(TrainingTask.Binary, 1))!;
        best.Add(block);
        given.Add(block);

        Assert.That(best.Value, Is.EqualTo(Math.Sqrt(2 * (21 * Math.Log(21) - 20))).Within(1e-12));
        Assert.That(given.Value, Is.EqualTo(Math.Sqrt(2 * (26 * Math.Log(1 + 20 / 6.0) - 20))).Within(1e-12));
    }

    [Test]
    public void The_significance_judges_binary_scores_alone() =>
        Assert.That(new MedianSignificance().Begin(Head(TrainingTask.MultiClass, 3)), Is.Null);

    [Test]
    public void What_is_given_back_is_judged_in_the_cells_that_hold_values()
    {
        ReconstructionMetrics metrics = new(Head(TrainingTask.Reconstruction, 2));
        metrics.Add(new PredictionBlock([1, 2, 3, 4], [2, float.NaN, 3, 1], [2, 1]));
        metrics.Add(new PredictionBlock([5, 6], [float.NaN, float.NaN], [1]));

        HeadEvaluation judged = metrics.ToEvaluation([]);

        Assert.That(judged.Loss, Is.EqualTo((2 * 1 + 9 / 2.0) / 4));
        Assert.That(judged.Metrics["mae"], Is.EqualTo((2 * 1 + 3 / 2.0) / 4));
    }

    [Test]
    public void Blocks_of_unlike_lengths_are_refused() =>
        Assert.That(() => new PredictionBlock([1, 2, 3], [1, 1], [1, 1]).EntryCount, Throws.ArgumentException);

    private static TrainingHead Head(TrainingTask task, int outputs) => new() { Task = task, OutputCount = outputs };
}
