namespace Hep.Train;

/// <summary>How far predicted quantities are off.</summary>
internal sealed class RegressionMetrics(TrainingHead head) : ITaskMetrics
{
    private static readonly double[] Shares = [0.0228, 0.1587, 0.5, 0.8413, 0.9772];

    private readonly Target[] _targets = [.. head.TargetDeviations.Select(_ => new Target())];
    private double _size;

    public void Add(in PredictionBlock block)
    {
        for (int entry = 0; entry < block.EntryCount; entry++)
        {
            _size += Math.Abs(block.Weights[entry]);
            for (int target = 0; target < _targets.Length; target++)
            {
                int at = entry * _targets.Length + target;
                _targets[target].Add(block.Predictions[at], block.Labels[at], block.Weights[entry]);
            }
        }
    }

    public HeadEvaluation ToEvaluation(IEnumerable<KeyValuePair<string, double>> further)
    {
        ResidualSummary[] residuals = [.. _targets.Select(t => t.Summarize(_size))];
        double square = residuals.Average(r => r.MeanSquare);
        Dictionary<string, double> metrics = new()
        {
            ["loss"] = residuals.Zip(head.TargetDeviations, (r, deviation) => r.MeanSquare / (deviation * deviation)).Average(),
            ["rmse"] = Math.Sqrt(square),
            ["mse"] = square,
            ["mae"] = residuals.Average(r => r.MeanAbsolute),
            ["r2"] = residuals.Average(r => r.ExplainedShare),
            ["bias"] = residuals.Average(r => r.Bias),
            ["resolution"] = residuals.Average(r => r.Resolution),
        };
        foreach ((string name, double value) in further) metrics[name] = value;
        return new HeadEvaluation(head, metrics) { Residuals = residuals };
    }

    private sealed class Target
    {
        private readonly ScoreCells _residuals = new();
        private double _weight, _mean, _spread, _squares, _absolutes, _sum;

        public void Add(double prediction, double label, double weight)
        {
            double residual = prediction - label;
            _squares += weight * residual * residual;
            _absolutes += weight * Math.Abs(residual);
            _sum += weight * residual;
            _residuals.Add((float)residual, isSignal: true, weight);
            if (weight == 0 || _weight + weight == 0) return;
            double before = label - _mean;                                   // West, CACM 22 (1979) 532: weights in one pass
            _weight += weight;
            _mean += weight / _weight * before;
            _spread += weight * before * (label - _mean);
        }

        public ResidualSummary Summarize(double size) => new()
        {
            MeanSquare = _squares / size,
            MeanAbsolute = _absolutes / size,
            Bias = _sum / size,
            ExplainedShare = 1 - _squares / _spread,
            Quantiles = [.. Shares.Select(_residuals.Quantile)],
        };
    }
}
