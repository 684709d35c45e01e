using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Tests;

/// <summary>Logistic regression by gradient descent: the smallest engine there is, and a whole one.</summary>
internal sealed class LogisticEngine : ITrainingEngine
{
    private TrainingProblem? _problem;
    private float[] _weights = [], _kept = [];
    private float _bias, _keptBias;

    public string Name => "logistic 1.0.0";

    public NetworkSpecification? Network => null;

    /// <summary>Entries of each batch it was given, epoch after epoch.</summary>
    public List<int> BatchSizes { get; } = [];

    /// <summary>The first features of the first batch of each epoch.</summary>
    public List<float[]> FirstRows { get; } = [];

    /// <summary>All first cells that were trained on.</summary>
    public HashSet<float> Seen { get; } = [];

    public void Start(TrainingProblem problem)
    {
        _problem = problem;
        _weights = new float[problem.CellCount];
        _bias = 0;
    }

    public async Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default)
    {
        double loss = 0, weight = 0;
        bool isFirst = true;
        await foreach (PaddedBatch batch in batches.WithCancellation(cancellationToken))
            using (batch)
            {
                BatchSizes.Add(batch.EntryCount);
                if (isFirst) FirstRows.Add(batch.Features[..Math.Min(20, batch.Features.Length)].ToArray());
                isFirst = false;
                loss += Step(batch, ref weight);
            }
        return loss / weight;
    }

    public Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default)
    {
        for (int entry = 0; entry < batch.EntryCount; entry++) predictions.Span[entry] = Score(batch, entry);
        return Task.CompletedTask;
    }

    public void KeepWeights() => (_kept, _keptBias) = ([.. _weights], _bias);

    public void RestoreWeights() => (_weights, _bias) = ([.. _kept], _keptBias);

    public OnnxModel ToModel()
    {
        OnnxGraph graph = new("logistic");
        graph.AddOutput(_problem!.Heads[0].OutputName,
            graph.Sigmoid(graph.Dense(graph.AddInput("features", _problem.CellCount), _weights, [_bias], "output")));
        return graph.ToModel();
    }

    public void Dispose() { }

    private double Step(PaddedBatch batch, ref double weight)
    {
        double loss = 0;
        float rate = (float)_problem!.Options.LearningRate;
        for (int entry = 0; entry < batch.EntryCount; entry++)
        {
            ReadOnlySpan<float> row = batch.Features.Slice(entry * batch.CellCount, batch.CellCount);
            Seen.Add(row[0]);
            float score = Score(batch, entry), w = batch.Weights[entry], error = (batch.Labels[entry] - score) * w;
            for (int cell = 0; cell < row.Length; cell++) _weights[cell] += rate * error * row[cell];
            _bias += rate * error;
            loss -= w * Math.Log(Math.Max(batch.Labels[entry] > 0.5f ? score : 1 - score, 1e-7));
            weight += Math.Abs(w);
        }
        return loss;
    }

    private float Score(PaddedBatch batch, int entry)
    {
        double z = _bias;
        for (int cell = 0; cell < batch.CellCount; cell++) z += _weights[cell] * batch.Features[entry * batch.CellCount + cell];
        return (float)(1 / (1 + Math.Exp(-z)));
    }
}
