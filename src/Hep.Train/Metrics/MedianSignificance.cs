namespace Hep.Train;

/// <summary>
/// The approximate median significance of a search that counts what passes a cut on a binary score,
/// √(2((s + b + r) ln(1 + s/(b + r)) − s)), s and b being weights that pass and r a regularisation (Cowan, Cranmer, Gross and Vitells,
/// Eur. Phys. J. C 71 (2011) 1554; with r the measure of the Higgs challenge of 2014). As <c>ams</c> in cards; of binary heads.
/// </summary>
/// <param name="threshold">The score at which the cut is; null: wherever the significance is greatest.</param>
public sealed class MedianSignificance(double? threshold = null) : IMetric
{
    /// <summary>Background that is always there, in units of the weights. Default 10.</summary>
    public double Regularisation { get; init; } = 10;

    /// <summary>
    /// What weights are multiplied by, so that the validation part stands for all events: 1 over its share of them. Default 1.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <inheritdoc/>
    public string Name => "ams";

    /// <inheritdoc/>
    public bool IsHigherBetter => true;

    /// <inheritdoc/>
    public IMetricSum? Begin(TrainingHead head) => head.Task == TrainingTask.Binary ? new Sum(this, threshold) : null;

    private double Of(double signal, double background)
    {
        (double s, double b) = (Math.Max(0, signal * Scale), Math.Max(0, background * Scale) + Regularisation);
        return Math.Sqrt(Math.Max(0, 2 * ((s + b) * Math.Log(1 + s / b) - s)));
    }

    private sealed class Sum(MedianSignificance metric, double? threshold) : IMetricSum
    {
        private readonly ScoreCells _cells = new();
        private double _signal, _background;

        public void Add(in PredictionBlock block)
        {
            for (int i = 0; i < block.EntryCount; i++)
            {
                bool isSignal = block.Labels[i] > 0.5f;
                if (threshold is null) _cells.Add(block.Predictions[i], isSignal, block.Weights[i]);
                else if (block.Predictions[i] >= threshold) (isSignal ? ref _signal : ref _background) += block.Weights[i];
            }
        }

        public double Value
        {
            get
            {
                if (threshold is not null) return metric.Of(_signal, _background);
                double best = 0, signal = 0, background = 0;
                foreach (ScoreCells.Cell cell in _cells.Falling)
                    best = Math.Max(best, metric.Of(signal += cell.Signal, background += cell.Background));
                return best;
            }
        }
    }
}
