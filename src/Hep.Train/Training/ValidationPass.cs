using System.Buffers;
using Hep.Jagged;

namespace Hep.Train;

/// <summary>Predicts the validation part and judges that, block by block.</summary>
internal sealed class ValidationPass
{
    private static readonly Dictionary<TrainingTask, Func<TrainingProblem, ITaskMetrics>> Table = new()
    {
        [TrainingTask.Binary] = p => new ClassMetrics(p.OutputCount),
        [TrainingTask.MultiClass] = p => new ClassMetrics(p.OutputCount),
        [TrainingTask.Regression] = p => new RegressionMetrics(p.TargetDeviations),
    };

    private readonly TrainingProblem _problem;
    private readonly ITrainingEngine _engine;
    private readonly ITaskMetrics _task;
    private readonly List<KeyValuePair<string, IMetricSum>> _own;

    public ValidationPass(ITrainingEngine engine, TrainingProblem problem)
    {
        (_engine, _problem) = (engine, problem);
        _task = Table[problem.Task](problem);
        _own = [.. problem.Options.Metrics.Select(m => KeyValuePair.Create(m.Name, m.Begin()))];
    }

    /// <summary>The figures that evaluations of a problem have.</summary>
    public static IEnumerable<string> NamesOf(TrainingProblem problem) =>
        Table[problem.Task](problem).ToEvaluation([]).Metrics.Keys.Concat(problem.Options.Metrics.Select(m => m.Name));

    /// <summary>Predicts a batch, which stays the caller's, and takes it in.</summary>
    /// <returns>Whether all predictions are finite numbers; if not, the evaluation has no meaning.</returns>
    public async ValueTask<bool> AddAsync(PaddedBatch batch, CancellationToken cancellationToken)
    {
        int count = batch.EntryCount * _problem.OutputCount;
        using IMemoryOwner<float> memory = MemoryPool<float>.Shared.Rent(Math.Max(1, count));
        Memory<float> predictions = memory.Memory[..count];
        await _engine.PredictAsync(batch, predictions, cancellationToken).ConfigureAwait(false);
        return Add(batch, predictions.Span);
    }

    public Evaluation ToEvaluation() => _task.ToEvaluation(_own.Select(m => KeyValuePair.Create(m.Key, m.Value.Value)));

    /// <summary>Takes in a batch, which stays the caller's, as it was predicted.</summary>
    /// <returns>Whether all predictions are finite numbers.</returns>
    public bool Add(PaddedBatch batch, ReadOnlySpan<float> predictions)
    {
        foreach (float prediction in predictions)
            if (!float.IsFinite(prediction)) return false;
        PredictionBlock block = new(predictions, batch.Labels, batch.Weights);
        _task.Add(block);
        foreach ((_, IMetricSum sum) in _own) sum.Add(block);
        return true;
    }
}
