using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using Hep.Jagged;
using Hep.Onnx;
using TorchSharp;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Trains networks with TorchSharp, in float32 on the CPU. The application carries libtorch (the package libtorch-cpu-linux-x64,
/// -win-x64 or -osx-arm64). One thread by default: equal seeds then give bit-identical models on one machine.
/// </summary>
public sealed class TorchSharpEngine : ITrainingEngine, IScheduledEngine, IResumableEngine
{
    private const string LossSums = "loss_sums";

    private readonly NetworkSpecification _network;
    private readonly TorchSharpOptions _options;
    private DenseTraining? _training;
    private double _loss, _weight;   // of the epoch so far

    /// <summary>An engine for one kind of network.</summary>
    /// <exception cref="TrainingException">libtorch cannot be used here, or the network is of a kind that does not exist.</exception>
    public TorchSharpEngine(NetworkSpecification network, TorchSharpOptions? options = null)
    {
        if (!IsAvailable(out string? why)) throw new TrainingException($"The engine 'torchsharp' is not available. {why}");
        network.Check();
        _network = network;
        _options = options ?? new TorchSharpOptions();
    }

    /// <inheritdoc/>
    public string Name { get; } = $"torchsharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}";

    /// <inheritdoc/>
    public NetworkSpecification Network => _network;

    /// <summary>Whether libtorch can be used in this process; the first call loads it.</summary>
    /// <param name="why">What is missing and what to do, where it cannot.</param>
    public static bool IsAvailable([NotNullWhen(false)] out string? why)
    {
        why = TorchLibrary.WhyUnavailable;
        return why is null;
    }

    /// <inheritdoc/>
    public void Start(TrainingProblem problem)
    {
        if (_options.Threads is { } threads) torch.set_num_threads(threads);
        _training?.Dispose();
        _training = new DenseTraining(_network, problem);
        (_loss, _weight) = (0, 0);
    }

    /// <inheritdoc/>
    public double LearningRate { set => Training.LearningRate = value; }

    /// <inheritdoc/>
    public async Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default)
    {
        await foreach (PaddedBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
            using (batch)
            {
                _loss += Training.Step(batch);
                _weight += TensorPrimitives.SumOfMagnitudes(batch.Weights);
            }
        Training.EndEpoch();
        double loss = _loss / _weight;
        (_loss, _weight) = (0, 0);
        return loss;
    }

    /// <inheritdoc/>
    public Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Training.Predict(batch, predictions.Span);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void KeepWeights() => Training.Keep();

    /// <inheritdoc/>
    public void RestoreWeights() => Training.Restore();

    /// <inheritdoc/>
    public EngineState SaveState()
    {
        EngineState state = new();
        Training.SaveTo(state);
        state.Add<double>(LossSums, [_loss, _weight]);
        return state;
    }

    /// <inheritdoc/>
    public void LoadState(EngineState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ReadOnlySpan<double> sums = state.Get<double>(LossSums, 2);
        (_loss, _weight) = (sums[0], sums[1]);
        Training.LoadFrom(state);
    }

    /// <inheritdoc/>
    public OnnxModel ToModel() => Training.ToModel();

    /// <summary>Gives the network's memory back.</summary>
    public void Dispose() => _training?.Dispose();

    private DenseTraining Training => _training ?? throw new InvalidOperationException("Start makes the model that this call needs.");
}
