using Hep.Jagged;
using Microsoft.ML;

namespace Hep.Train.ML;

/// <summary>One fit: what is to be learnt, and the entries as views for one label after the other.</summary>
/// <param name="Context">Where ML.NET trains.</param>
/// <param name="Problem">What is to be learnt.</param>
/// <param name="Specification">How.</param>
/// <param name="Training">The training part, to be read any number of times.</param>
/// <param name="Validation">The same of the validation part; null: there is none.</param>
/// <param name="CancellationToken">Ends reading.</param>
internal sealed record LearningTask(MLContext Context, TrainingProblem Problem, MLNetSpecification Specification,
    IAsyncEnumerable<PaddedBatch> Training, IAsyncEnumerable<PaddedBatch>? Validation, CancellationToken CancellationToken)
{
    private readonly List<PaddedBatchDataView> _views = [];

    /// <summary>What is predicted.</summary>
    public TrainingHead Head { get; } = Problem.OnlyHead();

    /// <summary>Labels of a regression are learnt one after the other.</summary>
    public int TargetCount => TargetCountOf(Problem);

    /// <summary>For a library that takes 31 bits.</summary>
    public int Seed => (int)((ulong)Problem.Options.Seed % int.MaxValue);

    /// <summary>Threads; null: as many as there are processors.</summary>
    public int? Threads => Specification.Threads == 0 ? null : Specification.Threads;

    /// <summary>What trainers see of the problem: targets of mean 0 and deviation 1, weights of mean 1.</summary>
    public PaddedBatchColumns ColumnsFor(MissingCells missing, int target = 0) => new()
    {
        CellCount = Problem.CellCount,
        Task = Head.Task,
        ClassCount = Problem.OutputCount,
        Target = target,
        Missing = missing,
        LabelMean = Head.TargetMeans.Count > 0 ? Head.TargetMeans[target] : 0,
        LabelDeviation = Head.TargetDeviations.Count > 0 ? Head.TargetDeviations[target] : 1,
        WeightUnit = Problem.MeanWeight,
    };

    /// <summary>How many labels are learnt one after the other.</summary>
    public static int TargetCountOf(TrainingProblem problem) =>
        problem.OnlyHead().Task == TrainingTask.Regression ? problem.OutputCount : 1;

    /// <summary>The training part.</summary>
    public PaddedBatchDataView ViewTraining(PaddedBatchColumns columns) => View(Training, columns);

    /// <summary>The validation part, where there is one.</summary>
    public PaddedBatchDataView? ViewValidation(PaddedBatchColumns columns) => Validation is null ? null : View(Validation, columns);

    /// <summary>Throws what ended a reading.</summary>
    public void ThrowFailure() => _views.ForEach(v => v.ThrowFailure());

    private PaddedBatchDataView View(IAsyncEnumerable<PaddedBatch> batches, PaddedBatchColumns columns)
    {
        PaddedBatchDataView view = new(batches, columns, CancellationToken);
        _views.Add(view);
        return view;
    }
}
