using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.Tests;

/// <summary>Learns at once, and predicts with each iteration as well as it is told: the right class gets this probability.</summary>
internal sealed class FittingEngine(params float[] probabilities) : IFittingEngine
{
    public string Name => "fitting 1.0.0";

    public NetworkSpecification? Network => null;

    public string Settings => """{"kind": "script"}""";

    /// <summary>The iterations that are kept.</summary>
    public int Iterations { get; private set; }

    /// <summary>Entries of each reading of the training part, by number.</summary>
    public List<long[]> Readings { get; } = [];

    /// <summary>Entries of the validation part; −1: it was not given.</summary>
    public int ValidationCount { get; private set; } = -1;

    public void Start(TrainingProblem problem) => Iterations = 0;

    public async Task<int> FitAsync(IAsyncEnumerable<PaddedBatch> training, IAsyncEnumerable<PaddedBatch>? validation,
        IProgress<FittingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            List<long> entries = [];
            await foreach (PaddedBatch batch in training.WithCancellation(cancellationToken))
                using (batch)
                    entries.AddRange(batch.Identities.Entries);
            Readings.Add([.. entries]);
        }
        if (validation is not null)
        {
            ValidationCount = 0;
            await foreach (PaddedBatch batch in validation.WithCancellation(cancellationToken))
                using (batch) ValidationCount += batch.EntryCount;
        }
        for (int made = 0; made <= probabilities.Length; made++) progress?.Report(new FittingProgress(made, probabilities.Length));
        return Iterations = probabilities.Length;
    }

    public async IAsyncEnumerable<ReadOnlyMemory<float>> PredictIterationsAsync(
        PaddedBatch batch, int before, Memory<double> sums, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        Assert.That(sums.ToArray(), Is.All.EqualTo(before));   // where it stopped, and no other batch's
        for (int iteration = before; iteration < Iterations; iteration++)
        {
            sums.Span.Fill(iteration + 1);
            yield return Predict(batch, probabilities[iteration]);
        }
    }

    public void Keep(int iterations) => Iterations = iterations;

    public Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The trainer fits at once.");

    public Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default)
    {
        Predict(batch, probabilities[Iterations - 1]).CopyTo(predictions);
        return Task.CompletedTask;
    }

    public void KeepWeights() { }

    public void RestoreWeights() { }

    public OnnxModel ToModel()
    {
        OnnxGraph graph = new("fitting");
        graph.AddOutput("score", graph.Sigmoid(graph.AddInput("features", 1)));
        return graph.ToModel();
    }

    public void Dispose() { }

    private static float[] Predict(PaddedBatch batch, float probability) =>
        [.. batch.Labels.ToArray().Select(label => label > 0.5f ? probability : 1 - probability)];
}
