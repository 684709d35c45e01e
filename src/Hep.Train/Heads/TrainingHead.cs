using Hep.Jagged;

namespace Hep.Train;

/// <summary>One thing that a model predicts, and the labels from which it learns that.</summary>
public sealed record TrainingHead
{
    private const string AnomalyName = "anomaly";

    /// <summary>How badly features are given back, beside the head that gives them back.</summary>
    internal static TrainingHead Anomaly { get; } =
        new() { Name = AnomalyName, Task = TrainingTask.Anomaly, OutputCount = 1, Targets = [] };

    /// <summary>The name among several heads; empty where there is one, and of a reconstruction.</summary>
    public string Name { get; init; } = "";

    /// <summary>What is predicted; never <see cref="TrainingTask.Auto"/>.</summary>
    public required TrainingTask Task { get; init; }

    /// <summary>Numbers in a row of its predictions: 1, the number of classes, of targets, or of cells.</summary>
    public required int OutputCount { get; init; }

    /// <summary>The places of its labels among those of an entry; none for a reconstruction or an anomaly score.</summary>
    public IReadOnlyList<int> Targets { get; init; } = [0];

    /// <summary>
    /// For a regression the mean of each target in the training part, so that the engine can learn centred numbers; else empty.
    /// </summary>
    public IReadOnlyList<double> TargetMeans { get; init; } = [];

    /// <summary>For a regression the standard deviation of each target in the training part, 1 where it is constant; else empty.</summary>
    public IReadOnlyList<double> TargetDeviations { get; init; } = [];

    /// <summary>What its loss counts beside those of other heads.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Numbers in a row of what its predictions are held against.</summary>
    internal int LabelCount => Task == TrainingTask.Reconstruction ? OutputCount : Targets.Count;

    /// <summary>The name of the graph's output: that of its form, with <see cref="Name"/> in front where there are several.</summary>
    public string OutputName => Task == TrainingTask.Anomaly ? AnomalyName : (Name.Length == 0 ? "" : $"{Name}_") + Task switch
    {
        TrainingTask.MultiClass => "scores",
        TrainingTask.Regression => "prediction",
        TrainingTask.Reconstruction => "decoded",
        _ => "score",
    };

    /// <summary>What a figure of the head is called: with its name in front where it is one of several.</summary>
    internal string FigureOf(string figure, int heads) => heads == 1 || Name.Length == 0 ? figure : $"{Name}_{figure}";

    /// <summary>
    /// Copies what its predictions are held against, row-major [n, <see cref="LabelCount"/>]: its labels, or for a reconstruction the
    /// features, NaN where a cell holds no value of the data.
    /// </summary>
    /// <exception cref="ArgumentException">The destination is not n × <see cref="LabelCount"/> long.</exception>
    internal void CopyLabels(PaddedBatch batch, Span<float> labels)
    {
        if (labels.Length != batch.EntryCount * LabelCount)
            throw new ArgumentException($"{batch.EntryCount} × {LabelCount} numbers are written, the destination has {labels.Length}.",
                nameof(labels));
        if (Task != TrainingTask.Reconstruction)
        {
            int[] targets = [.. Targets];
            ReadOnlySpan<float> known = batch.Labels;
            if (targets.SequenceEqual(Enumerable.Range(0, batch.TargetCount)))
            {
                known.CopyTo(labels);
                return;
            }
            for (int entry = 0, at = 0; entry < batch.EntryCount; entry++)
                foreach (int target in targets) labels[at++] = known[entry * batch.TargetCount + target];
            return;
        }
        batch.Features.CopyTo(labels);
        for (int i = 0; i < batch.Mask.Length; i++)
            if (!batch.Mask[i]) labels[i] = float.NaN;
    }
}
