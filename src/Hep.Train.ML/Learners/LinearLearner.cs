using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Hep.Train.ML;

/// <summary>
/// Linear models by L-BFGS or SDCA, which read the entries anew for each pass and hold but the weights (SDCA: 8 bytes an entry as well).
/// </summary>
internal sealed class LinearLearner(MLNetSpecification specification) : ILearner
{
    public string Name => "linear";

    public HeadForms HeadOf(TrainingTask task) => HeadForms.Of(task);

    public void Check(TrainingProblem problem)
    {
        LinearModel linear = specification.Linear;
        if (problem.OnlyHead().Task == TrainingTask.Regression && linear.Solver == LinearSolver.Lbfgs)
            throw new TrainingException("mlnet.linear.solver: 'lbfgs' finds classes; a regression is found by 'sdca'.");
        if (SolverOf(problem) == LinearSolver.Sdca && linear.L2 == 0)
            throw new TrainingException("mlnet.linear.l2: SDCA needs a number above 0, 1e-4 say.");
    }

    public FitPlan PlanOf(TrainingProblem problem) => new(
        SolverOf(problem) == LinearSolver.Lbfgs ? "LBFGS Optimizer" : "SDCA training",
        LearningTask.TargetCountOf(problem), specification.Linear.Iterations);

    public FittedModel Fit(LearningTask task)
    {
        MissingCells missing = specification.UseMask ? MissingCells.MaskBeside : MissingCells.AsStored;
        PaddedBatchColumns columns = task.ColumnsFor(missing);
        (float[] Weight, float Bias)[] outputs = task.Head.Task switch
        {
            TrainingTask.Binary => [FitBinary(task, columns)],
            TrainingTask.MultiClass => FitClasses(task, columns),
            _ => [.. Enumerable.Range(0, task.TargetCount).Select(t => FitTarget(task, task.ColumnsFor(missing, t)))],
        };
        return new WeightedSum(columns, [.. outputs.SelectMany(o => o.Weight)], [.. outputs.Select(o => o.Bias)]);
    }

    private (float[] Weight, float Bias) FitBinary(LearningTask task, PaddedBatchColumns columns)
    {
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> model;
        if (SolverOf(task.Problem) == LinearSolver.Lbfgs)
        {
            LbfgsLogisticRegressionBinaryTrainer.Options options = new();
            Set(options, task, columns);
            model = task.Context.BinaryClassification.Trainers.LbfgsLogisticRegression(options).Fit(task.ViewTraining(columns)).Model;
        }
        else
        {
            SdcaLogisticRegressionBinaryTrainer.Options options = new();
            Set(options);
            model = task.Context.BinaryClassification.Trainers.SdcaLogisticRegression(options).Fit(task.ViewTraining(columns)).Model;
        }
        // p = 1 / (1 + exp(slope·x + offset)), of a logistic regression −1 and 0
        return ([.. model.SubModel.Weights.Select(w => (float)(-model.Calibrator.Slope * w))],
            (float)(-model.Calibrator.Slope * model.SubModel.Bias - model.Calibrator.Offset));
    }

    private (float[] Weight, float Bias)[] FitClasses(LearningTask task, PaddedBatchColumns columns)
    {
        MaximumEntropyModelParameters model;
        if (SolverOf(task.Problem) == LinearSolver.Lbfgs)
        {
            LbfgsMaximumEntropyMulticlassTrainer.Options options = new();
            Set(options, task, columns);
            model = task.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options).Fit(task.ViewTraining(columns)).Model;
        }
        else
        {
            SdcaMaximumEntropyMulticlassTrainer.Options options = new();
            Set(options);
            model = task.Context.MulticlassClassification.Trainers.SdcaMaximumEntropy(options).Fit(task.ViewTraining(columns)).Model;
        }
        VBuffer<float>[]? weights = null;
        model.GetWeights(ref weights!, out _);
        return [.. weights.Zip(model.GetBiases(), (w, b) => (w.DenseValues().ToArray(), b))];
    }

    private (float[] Weight, float Bias) FitTarget(LearningTask task, PaddedBatchColumns columns)
    {
        SdcaRegressionTrainer.Options options = new();
        Set(options);
        LinearRegressionModelParameters model = task.Context.Regression.Trainers.Sdca(options).Fit(task.ViewTraining(columns)).Model;
        return ([.. model.Weights.Select(w => (float)(w * columns.LabelDeviation))],
            (float)(model.Bias * columns.LabelDeviation + columns.LabelMean));
    }

    private LinearSolver SolverOf(TrainingProblem problem) => specification.Linear.Solver != LinearSolver.Auto ? specification.Linear.Solver
        : problem.OnlyHead().Task == TrainingTask.Regression ? LinearSolver.Sdca : LinearSolver.Lbfgs;

    private void Set<TOptions, TTransformer, TModel>(
        LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase options, LearningTask task, PaddedBatchColumns columns)
        where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        double entries = SumOfWeights(task.ViewTraining(columns));   // its loss is a sum over entries
        options.FeatureColumnName = PaddedBatchDataView.Features;
        options.LabelColumnName = PaddedBatchDataView.Label;
        options.ExampleWeightColumnName = PaddedBatchDataView.Weight;
        options.MaximumNumberOfIterations = specification.Linear.Iterations;
        options.L1Regularization = (float)(specification.Linear.L1 * entries);
        options.L2Regularization = (float)(specification.Linear.L2 * entries);
        options.NumberOfThreads = 1;
    }

    private void Set<TOptions, TTransformer, TModel>(SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase options)
        where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.FeatureColumnName = PaddedBatchDataView.Features;
        options.LabelColumnName = PaddedBatchDataView.Label;
        options.ExampleWeightColumnName = PaddedBatchDataView.Weight;
        options.MaximumNumberOfIterations = specification.Linear.Iterations;
        options.L1Regularization = (float)specification.Linear.L1;
        options.L2Regularization = (float)specification.Linear.L2;
        options.BiasLearningRate = 0;    // the bias is one more weight: the step of its own diverges where L2 is small
        options.Shuffle = false;         // the entries come mixed
        options.NumberOfThreads = 1;     // several write over one another's steps
    }

    private static double SumOfWeights(PaddedBatchDataView view)
    {
        double sum = 0;
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[PaddedBatchDataView.Weight]]);
        ValueGetter<float> read = cursor.GetGetter<float>(view.Schema[PaddedBatchDataView.Weight]);
        float weight = 0;
        while (cursor.MoveNext())
        {
            read(ref weight);
            sum += weight;
        }
        return sum;
    }
}
