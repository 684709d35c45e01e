using Hep.Onnx;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.LightGbm;

namespace Hep.Train.ML;

/// <summary>
/// Boosted trees by LightGBM (Ke et al., NIPS 2017), which learns for each question on which side missing values belong. It copies the
/// entries into bins of its own, one byte a cell up to 255 bins, by way of a buffer of <see cref="BufferBytes"/>.
/// </summary>
internal sealed class LightGbmLearner(MLNetSpecification specification) : ILearner
{
    private const int BufferBytes = 64 << 20;

    /// <summary>Names of the loss, and of what falls with it.</summary>
    private static readonly string[] Losses = ["loss", "log_loss", "mse", "rmse"];

    public string Name => "lightgbm";

    public HeadForms HeadOf(TrainingTask task) => HeadForms.Of(task);

    public void Check(TrainingProblem problem)
    {
    }

    public FitPlan PlanOf(TrainingProblem problem) =>
        new("Training with LightGBM", LearningTask.TargetCountOf(problem), specification.BoostedTrees.Iterations);

    public FittedModel Fit(LearningTask task)
    {
        MissingCells missing = specification.UseMask ? MissingCells.NaN : MissingCells.AsStored;
        (DecisionTree[] Trees, double Base)[] outputs = task.Head.Task switch
        {
            TrainingTask.Binary => [FitBinary(task, task.ColumnsFor(missing))],
            TrainingTask.MultiClass => FitClasses(task, task.ColumnsFor(missing)),
            _ => [.. Enumerable.Range(0, task.TargetCount).Select(t => FitTarget(task, task.ColumnsFor(missing, t)))],
        };
        return new TreeModel(task.ColumnsFor(missing), [.. outputs.Select(o => o.Trees)], [.. outputs.Select(o => o.Base)]);
    }

    private (DecisionTree[] Trees, double Base) FitBinary(LearningTask task, PaddedBatchColumns columns)
    {
        LightGbmBinaryTrainer.Options options = new() { Sigmoid = 1 };
        Set(options, task);
        LightGbmBinaryTrainer trainer = task.Context.BinaryClassification.Trainers.LightGbm(options);
        var model = trainer.Fit(task.ViewTraining(columns), ViewEarlyStopping(task, columns)).Model;
        return TreeExtraction.Calibrated(model.SubModel.TrainedTreeEnsemble, model.Calibrator, columns.NanAs);
    }

    private (DecisionTree[] Trees, double Base)[] FitClasses(LearningTask task, PaddedBatchColumns columns)
    {
        LightGbmMulticlassTrainer.Options options = new()
        {
            UseSoftmax = true,
            EvaluationMetric = LightGbmMulticlassTrainer.Options.EvaluateMetricType.LogLoss,
        };
        Set(options, task);
        LightGbmMulticlassTrainer trainer = task.Context.MulticlassClassification.Trainers.LightGbm(options);
        OneVersusAllModelParameters model = trainer.Fit(task.ViewTraining(columns), ViewEarlyStopping(task, columns)).Model;
        // Softmax is of the sums themselves, not of what calibrators make of them.
        return [.. HiddenMembers.ClassesOf(model).Cast<CalibratedModelParametersBase<LightGbmBinaryModelParameters, PlattCalibrator>>()
            .Select(m => TreeExtraction.Of(m.SubModel.TrainedTreeEnsemble, 1, 0, columns.NanAs))];
    }

    private (DecisionTree[] Trees, double Base) FitTarget(LearningTask task, PaddedBatchColumns columns)
    {
        LightGbmRegressionTrainer.Options options = new();
        Set(options, task);
        LightGbmRegressionTrainer trainer = task.Context.Regression.Trainers.LightGbm(options);
        var model = trainer.Fit(task.ViewTraining(columns), ViewEarlyStopping(task, columns)).Model;
        return TreeExtraction.Of(model.TrainedTreeEnsemble, columns.LabelDeviation, columns.LabelMean, columns.NanAs);
    }

    /// <summary>What training is stopped by; null: by nothing.</summary>
    private static PaddedBatchDataView? ViewEarlyStopping(LearningTask task, PaddedBatchColumns columns) =>
        StopsEarly(task) ? task.ViewValidation(columns) : null;

    /// <summary>
    /// Whether LightGBM is to stop by itself. It knows the loss alone: where another figure decides, all iterations are made, and the
    /// trainer judges them.
    /// </summary>
    private static bool StopsEarly(LearningTask task) =>
        task.Validation is not null && task.Problem.Options.Patience > 0 && Losses.Contains(task.Problem.Options.Monitor);

    private void Set<TOptions, TOutput, TTransformer, TModel>(
        LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase options, LearningTask task)
        where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        BoostedTrees trees = specification.BoostedTrees;
        options.FeatureColumnName = PaddedBatchDataView.Features;
        options.LabelColumnName = PaddedBatchDataView.Label;
        options.ExampleWeightColumnName = PaddedBatchDataView.Weight;
        options.NumberOfIterations = trees.Iterations;
        options.LearningRate = trees.LearningRate;
        options.NumberOfLeaves = trees.Leaves;
        options.MinimumExampleCountPerLeaf = trees.MinimumEntries;
        options.MaximumBinCountPerFeature = trees.Bins;
        options.HandleMissingValue = true;
        options.UseCategoricalSplit = false;
        options.NumberOfThreads = task.Threads;
        options.Seed = task.Seed;
        options.Deterministic = true;
        options.ForceColumnWise = true;   // the other way of summing depends on threads
        options.Silent = true;
        options.EarlyStoppingRound = StopsEarly(task) ? task.Problem.Options.Patience : 0;
        options.BatchSize = Math.Clamp(BufferBytes / sizeof(float) / task.Problem.CellCount, 1000, 1 << 20);
        options.Booster = new GradientBooster.Options
        {
            SubsampleFrequency = trees.EntryFraction < 1 ? 1 : 0,
            SubsampleFraction = trees.EntryFraction,
            FeatureFraction = trees.CellFraction,
            L2Regularization = trees.L2,
            MinimumChildWeight = 1e-3,   // LightGBM's own default; the number of entries is what limits a leaf
        };
    }
}
