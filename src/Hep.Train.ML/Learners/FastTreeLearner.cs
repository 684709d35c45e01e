using Hep.Onnx;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Hep.Train.ML;

/// <summary>
/// Boosted trees by FastTree. It leaves out entries with NaN, so missing cells are the lowest number there is, and go below every
/// threshold. Classes above two are told from all others one by one. It copies the entries into bins of its own, up to two bytes a cell.
/// </summary>
internal sealed class FastTreeLearner(MLNetSpecification specification) : ILearner
{
    public string Name => "fasttree";

    public HeadForms HeadOf(TrainingTask task) => task == TrainingTask.MultiClass ? HeadForms.SigmoidShares : HeadForms.Of(task);

    public void Check(TrainingProblem problem)
    {
        if (specification.BoostedTrees.L2 > 0)
            throw new TrainingException("mlnet.boosted_trees.l2 is LightGBM's alone: leave it out for the learner 'fasttree'.");
    }

    public FitPlan PlanOf(TrainingProblem problem) =>
        new("FastTree training", problem.OutputCount, specification.BoostedTrees.Iterations);

    public FittedModel Fit(LearningTask task)
    {
        PaddedBatchColumns columns = Columns(task, 0);
        (DecisionTree[] Trees, double Base)[] outputs = task.Head.Task switch
        {
            TrainingTask.Binary => [FitClass(task, columns)],
            TrainingTask.MultiClass => [.. Enumerable.Range(0, task.Problem.OutputCount)
                .Select(c => FitClass(task, columns with { Task = TrainingTask.Binary, OneClass = c }))],
            _ => [.. Enumerable.Range(0, task.TargetCount).Select(t => FitTarget(task, Columns(task, t)))],
        };
        return new TreeModel(columns, [.. outputs.Select(o => o.Trees)], [.. outputs.Select(o => o.Base)]);
    }

    private PaddedBatchColumns Columns(LearningTask task, int target) =>
        task.ColumnsFor(specification.UseMask ? MissingCells.NaN : MissingCells.AsStored, target) with { NanAs = float.MinValue };

    private (DecisionTree[] Trees, double Base) FitClass(LearningTask task, PaddedBatchColumns columns)
    {
        FastTreeBinaryTrainer.Options options = new();
        Set(options, task);
        var model = task.Context.BinaryClassification.Trainers.FastTree(options).Fit(task.ViewTraining(columns)).Model;
        return TreeExtraction.Calibrated(model.SubModel.TrainedTreeEnsemble, model.Calibrator, columns.NanAs);
    }

    private (DecisionTree[] Trees, double Base) FitTarget(LearningTask task, PaddedBatchColumns columns)
    {
        FastTreeRegressionTrainer.Options options = new();
        Set(options, task);
        var model = task.Context.Regression.Trainers.FastTree(options).Fit(task.ViewTraining(columns)).Model;
        return TreeExtraction.Of(model.TrainedTreeEnsemble, columns.LabelDeviation, columns.LabelMean, columns.NanAs);
    }

    private void Set(BoostedTreeOptions options, LearningTask task)
    {
        BoostedTrees trees = specification.BoostedTrees;
        options.FeatureColumnName = PaddedBatchDataView.Features;
        options.LabelColumnName = PaddedBatchDataView.Label;
        options.ExampleWeightColumnName = PaddedBatchDataView.Weight;
        options.NumberOfTrees = trees.Iterations;
        options.LearningRate = trees.LearningRate;
        options.NumberOfLeaves = trees.Leaves;
        options.MinimumExampleCountPerLeaf = trees.MinimumEntries;
        options.MaximumBinCountPerFeature = trees.Bins;
        options.BaggingSize = trees.EntryFraction < 1 ? 1 : 0;
        options.BaggingExampleFraction = trees.EntryFraction;
        options.FeatureFraction = trees.CellFraction;
        options.NumberOfThreads = task.Threads;
        options.Seed = task.Seed;
        options.FeatureSelectionSeed = task.Seed;
    }
}
