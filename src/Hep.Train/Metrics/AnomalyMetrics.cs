using Hep.Jagged;

namespace Hep.Train;

/// <summary>How anomaly scores are spread: their mean, what few entries lie above, and a histogram of their logarithms.</summary>
internal sealed class AnomalyMetrics(TrainingHead head) : ITaskMetrics
{
    private const int Bins = 40;

    private static readonly (string Figure, double Share)[] Quantiles =
        [("q50", 0.5), ("q99", 0.99), ("q999", 0.999)];

    private readonly ScoreCells _scores = new();
    private double _sum, _size;

    public void Add(in PredictionBlock block)
    {
        for (int entry = 0; entry < block.EntryCount; entry++)
        {
            float score = block.Predictions[entry], weight = block.Weights[entry];
            _scores.Add(score, isSignal: true, weight);
            _sum += weight * score;
            _size += Math.Abs(weight);
        }
    }

    public HeadEvaluation ToEvaluation(IEnumerable<KeyValuePair<string, double>> further)
    {
        Dictionary<string, double> metrics = new() { ["mean"] = _sum / _size };
        foreach ((string figure, double share) in Quantiles) metrics[figure] = _scores.Quantile(share);
        foreach ((string name, double value) in further) metrics[name] = value;
        return new HeadEvaluation(head, metrics) { Anomalies = Draw() };
    }

    /// <summary>From the least score above 0 to the greatest; entries without any value, whose score is 0, are left out.</summary>
    private Histogram? Draw()
    {
        ScoreCells.Cell[] cells = [.. _scores.Falling.Where(c => c.Low > 0)];
        if (cells.Length == 0) return null;
        double low = Math.Log10(cells[^1].Low), high = Math.Log10(cells[0].High);
        Histogram histogram = new(Bins, low, high + Math.Max(high - low, 1) * 1e-6)   // the greatest is inside
        {
            XLabel = "log10(anomaly)",
            YLabel = "share of events",
        };
        foreach (ScoreCells.Cell cell in cells) histogram.Fill(Math.Log10(((double)cell.Low + cell.High) / 2), cell.Signal);
        return histogram;
    }
}
