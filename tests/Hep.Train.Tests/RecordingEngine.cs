using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Tests;

/// <summary>Learns nothing, and writes down what it was given: of each entry the first cell, label, weight and number.</summary>
internal sealed class RecordingEngine : ITrainingEngine
{
    public string Name => "recording 1.0.0";

    public NetworkSpecification? Network => null;

    public TrainingProblem? Problem { get; private set; }

    /// <summary>The batches of each epoch.</summary>
    public List<List<Row[]>> Epochs { get; } = [];

    /// <summary>The batches of the validation part, of all epochs.</summary>
    public List<Row[]> Validation { get; } = [];

    public void Start(TrainingProblem problem) => Problem = problem;

    public async Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default)
    {
        List<Row[]> epoch = [];
        await foreach (PaddedBatch batch in batches.WithCancellation(cancellationToken))
            using (batch) epoch.Add(RowsOf(batch));
        Epochs.Add(epoch);
        return 1.0 / Epochs.Count;
    }

    public Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default)
    {
        Validation.Add(RowsOf(batch));
        predictions.Span.Fill(0.5f);
        return Task.CompletedTask;
    }

    public void KeepWeights() { }

    public void RestoreWeights() { }

    public OnnxModel ToModel()
    {
        OnnxGraph graph = new("recording");
        graph.AddOutput(Problem!.Heads[0].OutputName, graph.Sigmoid(graph.AddInput("features", Problem.CellCount)));
        return graph.ToModel();
    }

    public void Dispose() { }

    private static Row[] RowsOf(PaddedBatch batch)
    {
        Row[] rows = new Row[batch.EntryCount];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new Row(batch.Features[i * batch.CellCount], batch.Labels[i], batch.Weights[i], batch.Identities.Entries[i]);
        return rows;
    }

    internal readonly record struct Row(float Cell, float Label, float Weight, long Entry);
}
