namespace Hep.Train.TorchSharp.Tests;

/// <summary>A metric that writes down what it sees; each epoch is the best.</summary>
internal sealed class KeptPredictions : IMetric, IMetricSum
{
    private int _epochs;

    /// <summary>What the last epoch predicted, in the order of the entries.</summary>
    public List<float> Last { get; } = [];

    /// <summary>What that was held against.</summary>
    public List<float> Labels { get; } = [];

    public string Name => "kept";

    public bool IsHigherBetter => true;

    public double Value => _epochs;

    public IMetricSum? Begin(TrainingHead head)
    {
        if (head.Task == TrainingTask.Anomaly) return null;
        _epochs++;
        Last.Clear();
        Labels.Clear();
        return this;
    }

    public void Add(in PredictionBlock block)
    {
        Last.AddRange(block.Predictions);
        Labels.AddRange(block.Labels);
    }
}
