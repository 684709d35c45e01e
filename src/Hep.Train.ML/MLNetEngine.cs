using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Onnx;
using Microsoft.Extensions.Logging;
using Microsoft.ML;

namespace Hep.Train.ML;

/// <summary>
/// Trains boosted trees and linear models with ML.NET, from all entries at once. Equal seeds give the same model on one machine. Weights
/// must not be negative. What the libraries hold comes on top of <see cref="TrainingOptions.Cache"/>: trees a binned copy of the training
/// part, one byte a cell or two, and linear models their weights. Beyond the cache each pass reads the files anew: trees make a few passes,
/// linear models tens or hundreds.
/// </summary>
public sealed class MLNetEngine : IFittingEngine
{
    private readonly MLNetSpecification _specification;
    private readonly ILearner _learner;
    private readonly string? _fallback;
    private TrainingProblem? _problem;
    private FittedModel? _model, _kept;

    /// <summary>An engine for one kind of model.</summary>
    /// <exception cref="TrainingException">ML.NET, or the learner that was asked for, cannot be used here.</exception>
    /// <exception cref="ArgumentException">A value of the specification is out of its range.</exception>
    public MLNetEngine(MLNetSpecification specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        specification.Check();
        if (!IsAvailable(out string? why)) throw new TrainingException($"The engine 'mlnet' is not available. {why}");
        _specification = specification;
        _learner = Choose(specification, out _fallback);
        Name = $"mlnet {VersionOf(typeof(MLContext).Assembly)} {_learner.Name}";
    }

    /// <summary>ML.NET's version and what learns within it: <c>mlnet 5.0.1 lightgbm</c>.</summary>
    public string Name { get; }

    /// <summary>Null: these models are no networks.</summary>
    public NetworkSpecification? Network => null;

    /// <inheritdoc/>
    public string Settings => _specification.ToJson();

    /// <summary>Whether ML.NET can be used in this process.</summary>
    /// <param name="why">What is missing and what to do, where it cannot.</param>
    public static bool IsAvailable([NotNullWhen(false)] out string? why) => (why = HiddenMembers.WhyUnavailable) is null;

    /// <summary>Whether LightGBM can be used in this process; where it cannot, FastTree grows trees. The first call loads it.</summary>
    /// <param name="why">What is missing and what to do, where it cannot.</param>
    public static bool IsLightGbmAvailable([NotNullWhen(false)] out string? why) => (why = LightGbmLibrary.WhyUnavailable) is null;

    /// <inheritdoc/>
    public void Start(TrainingProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        _ = problem.OnlyHead();
        _learner.Check(problem);
        if (_fallback is not null && problem.Options.Logger is { } logger)
            logger.LogWarning("FastTree grows the trees. {Reason}", _fallback);
        (_problem, _model, _kept) = (problem, null, null);
    }

    /// <inheritdoc/>
    public async Task<int> FitAsync(IAsyncEnumerable<PaddedBatch> training, IAsyncEnumerable<PaddedBatch>? validation,
        IProgress<FittingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        MLContext context = new(seed: 0);
        LearningTask task = new(context, Problem, _specification, training, validation, cancellationToken);
        FitWatch watch = new(context, _learner.PlanOf(Problem), progress, Problem.Options.ProgressInterval);
        await using (watch.ConfigureAwait(false))
        using (cancellationToken.Register(() => HiddenMembers.Cancel(context)))
            // ML.NET blocks: it gets a thread of its own for as long as it lasts.
            _model = await Task.Factory
                .StartNew(() => Fit(task), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        watch.TellEnd();
        return _model.Iterations;
    }

    /// <summary>Learns from one pass over the batches, which are kept in memory meanwhile; each call begins anew.</summary>
    /// <inheritdoc/>
    public async Task<double> TrainAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken = default)
    {
        using HeldBatches held = await HeldBatches.ReadAsync(batches, cancellationToken).ConfigureAwait(false);
        await FitAsync(held, validation: null, progress: null, cancellationToken).ConfigureAwait(false);
        MeanLoss loss = new(Problem.OnlyHead());
        foreach (PaddedBatch batch in held.Batches)
        {
            float[] predictions = new float[batch.EntryCount * Problem.OutputCount];
            await PredictAsync(batch, predictions, cancellationToken).ConfigureAwait(false);
            loss.Add(new PredictionBlock(predictions, batch.Labels, batch.Weights));
        }
        return loss.Value;
    }

    /// <inheritdoc/>
    public Task PredictAsync(PaddedBatch batch, Memory<float> predictions, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        double[] numbers = new double[batch.EntryCount * Problem.OutputCount];
        float[] rows = Model.RowsOf(batch);
        for (int iteration = 0; iteration < Model.Iterations; iteration++) Model.Add(iteration, rows, numbers);
        ApplyHead(numbers, predictions.Span);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> PredictIterationsAsync(
        PaddedBatch batch, int before, Memory<double> sums, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        float[] rows = Model.RowsOf(batch), predictions = new float[sums.Length];
        for (int iteration = before; iteration < Model.Iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Model.Add(iteration, rows, sums.Span);
            ApplyHead(sums.Span, predictions);
            yield return predictions;
        }
        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Keep(int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, Model.Iterations);
        _model = Model.Keep(iterations);
    }

    /// <inheritdoc/>
    public void KeepWeights() => _kept = Model;

    /// <inheritdoc/>
    public void RestoreWeights() => _model = _kept ?? _model;

    /// <inheritdoc/>
    public OnnxModel ToModel()
    {
        OnnxGraph graph = new(ConfigurationWords.Of(MLNetWords.Kinds, _specification.Kind));
        graph.AddOutput(Problem.OnlyHead().OutputName, _learner.HeadOf(Problem.OnlyHead().Task).Onnx(graph, Model.AddTo(graph)));
        return graph.ToModel();
    }

    /// <summary>Drops the model.</summary>
    public void Dispose() => (_model, _kept) = (null, null);

    private TrainingProblem Problem => _problem ?? throw new InvalidOperationException("Start tells the problem that this call needs.");

    private FittedModel Model => _model ?? throw new InvalidOperationException("Start and FitAsync make the model that this call needs.");

    private FittedModel Fit(LearningTask task)
    {
        try
        {
            FittedModel model = _learner.Fit(task);
            // ML.NET looks no more when the last iteration is made, and thousands of trees take seconds to be taken over.
            task.CancellationToken.ThrowIfCancellationRequested();
            return model;
        }
        catch (Exception failure) when (failure is not TrainingException)
        {
            task.CancellationToken.ThrowIfCancellationRequested();
            task.ThrowFailure();
            Exception cause = failure is AggregateException { InnerException: { } inner } ? inner : failure;
            throw new TrainingException($"ML.NET ({_learner.Name}) cannot learn from these entries: {cause.Message}", cause);
        }
    }

    private void ApplyHead(ReadOnlySpan<double> numbers, Span<float> predictions)
    {
        int outputs = Problem.OutputCount;
        RowFunction head = _learner.HeadOf(Problem.OnlyHead().Task).Apply;
        double[] row = new double[outputs];
        for (int i = 0; i < numbers.Length; i += outputs)
        {
            head(numbers.Slice(i, outputs), row);
            for (int output = 0; output < outputs; output++) predictions[i + output] = (float)row[output];
        }
    }

    private static ILearner Choose(MLNetSpecification specification, out string? fallback)
    {
        fallback = null;
        if (specification.Kind == ModelKind.Linear) return new LinearLearner(specification);
        TreeLearner wanted = specification.BoostedTrees.Learner;
        if (wanted == TreeLearner.FastTree) return new FastTreeLearner(specification);
        if (IsLightGbmAvailable(out fallback)) return new LightGbmLearner(specification);
        return wanted == TreeLearner.Auto ? new FastTreeLearner(specification)
            : throw new TrainingException($"mlnet.boosted_trees.learner: {fallback} 'fasttree' runs everywhere.");
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
