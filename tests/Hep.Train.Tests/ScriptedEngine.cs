using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Tests;

/// <summary>Predicts each epoch as well as it is told: the right class gets this probability.</summary>
internal sealed class ScriptedEngine(params float[] probabilities) : ITrainingEngine
{
    private int _epoch, _kept;

    public string Name => "scripted 1.0.0";

    public NetworkSpecification? Network => null;

    /// <summary>The epoch whose weights the engine has.</summary>
    public int Epoch => _epoch;

    public void Start(TrainingProblem problem) => _epoch = 0;

    public async Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default)
    {
        await foreach (PaddedBatch batch in batches.WithCancellation(cancellationToken)) batch.Dispose();
        return -Math.Log(probabilities[_epoch++]);
    }

    public Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < batch.EntryCount; i++)
            predictions.Span[i] = batch.Labels[i] > 0.5f ? probabilities[_epoch - 1] : 1 - probabilities[_epoch - 1];
        return Task.CompletedTask;
    }

    public void KeepWeights() => _kept = _epoch;

    public void RestoreWeights() => _epoch = _kept;

    public OnnxModel ToModel()
    {
        OnnxGraph graph = new("scripted");
        graph.AddOutput("score", graph.Sigmoid(graph.AddInput("features", 1)));
        return graph.ToModel();
    }

    public void Dispose() { }
}
