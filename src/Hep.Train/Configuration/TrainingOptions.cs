using System.Text.Json;
using Hep.Jagged;
using Microsoft.Extensions.Logging;

namespace Hep.Train;

/// <summary>How a model is trained: the configuration's <c>training</c>.</summary>
public sealed record TrainingOptions
{
    /// <summary>
    /// The whole document that the training is configured by, for the model's card; null: a program configures it. It decides
    /// nothing, checkpoints do not mind it, and <see cref="ToJson"/> leaves it out. Everybody who gets the model can read it: no secrets.
    /// </summary>
    /// <exception cref="ArgumentException">It is no value of JSON.</exception>
    public JsonElement? Configuration
    {
        get;
        init => field = value is { ValueKind: JsonValueKind.Undefined }
            ? throw new ArgumentException("A document is expected, not a JsonElement that was never read.", nameof(value))
            : value?.Clone();   // outlives the document that it is of
    }

    /// <summary>The engine's name, for programs that choose one by it.</summary>
    public string Engine { get; init; } = "torchsharp";

    /// <summary>
    /// Where a network is computed: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, <c>mps</c>, or <c>auto</c>, the first there is of CUDA, MPS and
    /// CPU. Which it was does not matter to checkpoints.
    /// </summary>
    public string Device { get; init; } = DeviceName.Cpu;

    /// <summary>The numbers in which the products of a step are computed.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Float32;

    /// <summary>What is predicted; by default the labels tell.</summary>
    public TrainingTask Task { get; init; } = TrainingTask.Auto;

    /// <summary>Passes over the training part at most.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Entries in a step.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>How gradients move weights.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>The size of a step.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>How strongly weights are drawn to 0; a few hundredths help where events are few.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How much of the last steps each step of <see cref="OptimizerKind.Sgd"/> keeps, from 0 to below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether momentum looks ahead (Nesterov); without momentum it makes no difference.</summary>
    public bool Nesterov { get; init; }

    /// <summary>What the learning rate is multiplied by as training goes on.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>
    /// The longest gradient, as the Euclidean norm over all weights; a longer one is scaled to it. 0: gradients stay as they are.
    /// </summary>
    public double ClipNorm { get; init; }

    /// <summary>
    /// Batches whose gradients make one step, as if they were one batch: for steps that do not fit into memory. What an epoch has left over
    /// makes a smaller one.
    /// </summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The share of entries that is kept for validation, from 0 to below 1; without any there is no early stopping.</summary>
    public double Validation { get; init; } = 0.2;

    /// <summary>
    /// Integer columns whose values decide together on which side of the split an entry falls; none: its place in its file does.
    /// </summary>
    public IReadOnlyList<string> SplitBy { get; init; } = [];

    /// <summary>
    /// The figure of the validation part that decides which weights are best, when training stops, and when a plateau lowers the rate: one
    /// of
    /// <see cref="Evaluation.Metrics"/> for which better is lower (<c>loss log_loss mse mae rmse resolution</c>) or higher (<c>auc accuracy
    /// precision recall f1 r2</c>), or of <see cref="Metrics"/>. Without a validation part the last weights are taken.
    /// </summary>
    public string Monitor { get; init; } = "loss";

    /// <summary>Figures of your own, beside those of the task. No part of the document.</summary>
    public IReadOnlyList<IMetric> Metrics { get; init; } = [];

    /// <summary>
    /// How often the values of each column, and of each channel of a grid, are exchanged between validation entries, to see how much the
    /// model relies on it: permutation importance (Breiman, Machine Learning 45 (2001) 5), on the first 10 000 entries. 0: it is not
    /// measured. No part of the document.
    /// </summary>
    public int ImportanceRepetitions { get; init; }

    /// <summary>Epochs without a better <see cref="Monitor"/> after which training stops; 0: never.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>The seed of split, order and first weights: equal seeds give equal models.</summary>
    public long Seed { get; init; }

    /// <summary>How entries are mixed.</summary>
    public ShuffleOptions Shuffle { get; init; } = new();

    /// <summary>
    /// In which shares sources or classes come in an epoch, entry by entry; null: as they are there, at random. It is of the training part;
    /// validation reads each entry once.
    /// </summary>
    public EntryMixing? Mixing { get; init; }

    /// <summary>What the weights of classes are multiplied by, behind <see cref="Reweight"/>; null: nothing.</summary>
    public LabelWeights? ClassWeights { get; init; }

    /// <summary>
    /// How classes are weighted in bins of chosen columns, which may be definitions of the features; the factors are found in the training
    /// part, behind the cut, and used for both parts. Null: they are not. No part of the document: it is the key <c>dataset.reweight</c> of
    /// a configuration.
    /// </summary>
    public ClassWeighting? Reweight { get; init; }

    /// <summary>
    /// Bytes that vectorised entries may take in memory, counted at their peak; where they need more, each epoch reads and transforms anew.
    /// </summary>
    public long Cache { get; init; } = 1L << 30;

    /// <summary>Where training can go on after an interruption; null: it begins anew. No part of the document.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Hears of long epochs, every <see cref="ProgressInterval"/>, while they go. No part of the document.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Time between two reports of <see cref="Progress"/>. Default 1 s; 0: one a batch.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Tells when training ended.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets start, epochs and end of training (Information) and what is odd about the data (Warning); null: nobody is told. No part of the
    /// document.
    /// </summary>
    public ILogger? Logger { get; init; }

    /// <summary>Reads <c>{"epochs": 20, "batch": 256, …}</c>; comments and trailing commas are allowed.</summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The place of the document in a larger one, for messages.</param>
    /// <exception cref="PipelineException">
    /// A key is unknown or a value does not fit: <see cref="PipelineException.Path"/> says where.
    /// </exception>
    public static TrainingOptions FromJson(string json, string path = "") => TrainingOptionsJson.Read(json, path);

    /// <summary>
    /// Reads <c>training</c> of a whole configuration, the defaults where it has none, and <c>dataset.reweight</c>; leaves what else it has
    /// to the owners.
    /// </summary>
    /// <exception cref="PipelineException">As <see cref="FromJson"/>.</exception>
    public static TrainingOptions FromConfiguration(string json) => TrainingOptionsJson.ReadConfiguration(json);

    /// <summary>The document that <see cref="FromJson"/> reads, defaults filled in.</summary>
    public string ToJson() => TrainingOptionsJson.Write(this);

    /// <summary>Why <see cref="BalancesTwice"/> is refused.</summary>
    internal const string BalancedTwice = "Classes that are mixed in other shares than they have are not balanced by weights as well, "
        + "which would do it twice: leave out 'class_weights' or 'mixing', or give the weights as numbers.";

    /// <summary>Whether weights that bring classes into balance meet a mixture that changes how often they come.</summary>
    internal bool BalancesTwice => ClassWeights is { IsBalanced: true } && Mixing is { KeepsProportions: false };

    /// <summary>Why <see cref="PlateauIsUnseen"/> is refused.</summary>
    internal const string UnseenPlateau = "A plateau shows in the validation part, and there is none: give it a share as 'validation', "
        + "or choose another schedule.";

    /// <summary>Whether the learning rate waits for a figure that nobody takes.</summary>
    internal bool PlateauIsUnseen => Validation == 0 && Schedule.Kind == ScheduleKind.Plateau;

    /// <summary>What is wrong with the momentum; null: nothing.</summary>
    internal string? MomentumFault =>
        Optimizer != OptimizerKind.Sgd && (Momentum > 0 || Nesterov) ? "'momentum' and 'nesterov' are of the optimizer 'sgd' alone: "
            + "adam and adamw have moments of their own." : null;

    /// <summary>Refuses what cannot be trained with.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        if (DeviceName.FaultOf(Device) is { } device) throw new ArgumentException(device, nameof(Device));
        if (Task == TrainingTask.Anomaly)
            throw new ArgumentException("An anomaly score is an output of autoencoders, UnsupervisedSpecification.Anomaly.", nameof(Task));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfNegative(Momentum);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Momentum, 1);
        if (MomentumFault is { } fault) throw new ArgumentException(fault, nameof(Momentum));
        Schedule.Check();
        ArgumentOutOfRangeException.ThrowIfNegative(ClipNorm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Accumulate);
        ArgumentOutOfRangeException.ThrowIfNegative(Validation);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Validation, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentException.ThrowIfNullOrEmpty(Monitor);
        ArgumentOutOfRangeException.ThrowIfNegative(ImportanceRepetitions);
        Checkpoints?.Check();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Shuffle.Buffer, nameof(Shuffle));
        ArgumentOutOfRangeException.ThrowIfNegative(Cache);
        if (PlateauIsUnseen) throw new ArgumentException(UnseenPlateau, nameof(Schedule));
        if (BalancesTwice) throw new ArgumentException(BalancedTwice, nameof(ClassWeights));
    }
}
