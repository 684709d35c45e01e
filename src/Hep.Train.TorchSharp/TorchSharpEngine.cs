using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using Hep.Jagged;
using Hep.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Trains networks with TorchSharp, on the device and in the precision that the options of training name: those of a
/// <see cref="NetworkSpecification"/>, or any module of a program's own.
/// The application carries libtorch (the package libtorch-cpu-linux-x64, -win-x64 or -osx-arm64, or libtorch-cuda-12.8-linux-x64 or
/// -win-x64). One thread by default: equal seeds then give bit-identical models on one machine.
/// </summary>
public sealed class TorchSharpEngine : ITrainingEngine, IScheduledEngine, IResumableEngine
{
    private const string LossSums = "loss_sums";

    private readonly Func<long, Generator> _seed;
    private readonly Func<TrainingProblem, TorchDevice, NetworkTraining> _create;
    private readonly TorchSharpOptions _options;
    private readonly string _graphName;
    private NetworkTraining? _training;
    private double _loss, _weight;   // of the epoch so far

    /// <summary>An engine for a network of a specification.</summary>
    /// <exception cref="TrainingException">libtorch cannot be used here.</exception>
    /// <exception cref="ArgumentException">The specification has a value that is out of its range.</exception>
    public TorchSharpEngine(NetworkSpecification network, TorchSharpOptions? options = null)
        : this(options ?? new TorchSharpOptions(), network.Kind, seed => new Generator((ulong)seed, CPU),
            (problem, device) => new(problem, NetworkForms.Create(network, problem, device), Objective.Of(problem), device))
    {
        network.Check();
        Network = network;
    }

    private TorchSharpEngine(TorchSharpOptions options, string graphName, Func<long, Generator> seed,
        Func<TrainingProblem, TorchDevice, NetworkTraining> create)
    {
        if (!IsAvailable(out string? why)) throw new TrainingException($"The engine 'torchsharp' is not available. {why}");
        (_options, _graphName, _seed, _create) = (options, graphName, seed, create);
    }

    /// <inheritdoc/>
    public string Name { get; } = $"torchsharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>The network of the specification; null for a module of a program's own.</summary>
    public NetworkSpecification? Network { get; }

    /// <inheritdoc/>
    public bool TakesGrids { get => Network?.TakesGrids ?? field; private init; }

    /// <summary>
    /// An engine for a module of a program's own with one input. It gives numbers [n, <see cref="TrainingProblem.OutputCount"/>], from
    /// which the task makes predictions: the sigmoid for a binary score, softmax for classes, nothing else. A Sequential of common layers
    /// becomes an ONNX model; of any other module <see cref="ToModel"/> says what stands in the way.
    /// </summary>
    /// <param name="module">
    /// Makes the module for a problem, which tells cells, collections and outputs; libtorch's random numbers start from the seed of the
    /// options. The engine owns it.
    /// </param>
    /// <param name="options">Input and loss.</param>
    /// <exception cref="TrainingException">libtorch cannot be used here.</exception>
    /// <exception cref="ArgumentException">There is not one input.</exception>
    public static TorchSharpEngine For(Func<TrainingProblem, Module<Tensor, Tensor>> module, ModuleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        options ??= new ModuleOptions();
        if (options.Inputs is not [string input])
            throw new ArgumentException($"A Module<Tensor, Tensor> takes one input, {options.Inputs.Count} are named.", nameof(options));
        return ForModule(options, (problem, device) =>
        {
            Module<Tensor, Tensor> made = module(problem);
            return new ModuleNetwork(problem, made, tensors => made.call(tensors[input]), options.Inputs, device);
        });
    }

    /// <summary>As the other, for a module that takes several inputs, by name.</summary>
    /// <param name="module">Makes the module for a problem.</param>
    /// <param name="options">Inputs and loss.</param>
    /// <exception cref="TrainingException">libtorch cannot be used here.</exception>
    public static TorchSharpEngine For(
        Func<TrainingProblem, Module<IReadOnlyDictionary<string, Tensor>, Tensor>> module, ModuleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        options ??= new ModuleOptions();
        return ForModule(options, (problem, device) =>
        {
            Module<IReadOnlyDictionary<string, Tensor>, Tensor> made = module(problem);
            return new ModuleNetwork(problem, made, made.call, options.Inputs, device);
        });
    }

    /// <summary>Whether libtorch can be used in this process; the first call loads it.</summary>
    /// <param name="why">What is missing and what to do, where it cannot.</param>
    public static bool IsAvailable([NotNullWhen(false)] out string? why)
    {
        why = TorchLibrary.WhyUnavailable;
        return why is null;
    }

    /// <inheritdoc/>
    public void Check(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FoundDevice.Of(options);
        if (Network is null && options.Precision != TrainingPrecision.Float32)
            throw new TrainingException("training.precision: a module of a program's own chooses the types of its layers itself, and "
                + "TorchSharp casts none by itself: leave it at 'float32', or use a network of a specification.");
    }

    /// <inheritdoc/>
    public void Start(TrainingProblem problem)
    {
        UseThreads();
        Dispose();
        (Device device, ScalarType products) = FoundDevice.Of(problem.Options);
        _training = _create(problem, new TorchDevice(device, products, _seed(problem.Options.Seed)));
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
                UseThreads();
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
        UseThreads();
        Training.Predict(batch, predictions.Span);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void KeepWeights() => Training.Keep();

    /// <inheritdoc/>
    public void RestoreWeights() => Training.Restore();

    /// <inheritdoc/>
    /// <remarks>
    /// Random numbers go on where they were: of networks of a specification their own, of a module libtorch's for the CPU, which the
    /// process shares. What a module keeps elsewhere than in parameters and buffers is not in it.
    /// </remarks>
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
    /// <exception cref="TrainingException">A module of a program's own has a layer without a form in ONNX.</exception>
    public OnnxModel ToModel() => Training.ToModel(_graphName);

    /// <summary>Gives the network's memory back.</summary>
    public void Dispose()
    {
        _training?.Dispose();
        _training = null;
    }

    // Of the thread that calls: OpenMP keeps a number for each, and whoever waits for a batch goes on wherever there is one.
    private void UseThreads()
    {
        if (_options.Threads is { } threads && get_num_threads() != threads) set_num_threads(threads);
    }

    private NetworkTraining Training => _training ?? throw new InvalidOperationException("Start makes the model that this call needs.");

    private static TorchSharpEngine ForModule(ModuleOptions options, Func<TrainingProblem, TorchDevice, ModuleNetwork> create) =>
        new(options.Torch, "module", random.manual_seed,
            (problem, device) => new(problem, create(problem, device), Objective.Of(problem, options.Losses), device))
        {
            TakesGrids = options.Inputs.Any(i => i.StartsWith(InputNames.Grid, StringComparison.Ordinal)),
        };
}
