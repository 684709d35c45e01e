namespace Hep.Train;

/// <summary>
/// The receiver operating characteristic of a score: for every threshold the share of signal and of background above it.
/// Exact: a point for each distinct score. Weights may be negative, as those of many generators are.
/// </summary>
public sealed class RocCurve
{
    private RocCurve(float[] thresholds, double[] background, double[] signal, double area)
    {
        Thresholds = thresholds;
        BackgroundEfficiency = background;
        SignalEfficiency = signal;
        Area = area;
    }

    /// <summary>
    /// The distinct scores, falling, after a first one above all: an entry passes a threshold with a score at or above it.
    /// </summary>
    public IReadOnlyList<float> Thresholds { get; }

    /// <summary>For each threshold, the weight of background that passes, from 0 to 1: the false positive rate.</summary>
    public IReadOnlyList<double> BackgroundEfficiency { get; }

    /// <summary>For each threshold, the weight of signal that passes, from 0 to 1: the true positive rate.</summary>
    public IReadOnlyList<double> SignalEfficiency { get; }

    /// <summary>
    /// The area under the curve: the weighted share of pairs (signal, background) in which the signal scores higher, equal scores counting
    /// half. NaN where one class has no weight.
    /// </summary>
    public double Area { get; }

    /// <summary>The curve of some scores.</summary>
    /// <param name="scores">One score an entry; not NaN.</param>
    /// <param name="labels">1 (above ½) for signal, 0 for background.</param>
    /// <param name="weights">One weight an entry; empty: 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN.</exception>
    public static RocCurve Of(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        if (labels.Length != scores.Length || (weights.Length != scores.Length && !weights.IsEmpty))
            throw new ArgumentException($"{scores.Length} scores need as many labels and weights; "
                + $"{labels.Length} and {weights.Length} were given.", nameof(labels));
        float[] ordered = scores.ToArray();
        int[] order = new int[ordered.Length];
        for (int i = 0; i < order.Length; i++)
        {
            if (float.IsNaN(ordered[i]))
                throw new ArgumentException($"Score {i} is NaN: only scores of selected entries can be ranked.", nameof(scores));
            order[i] = i;
        }
        Array.Sort(ordered, order);

        List<float> thresholds = [float.PositiveInfinity];
        List<double> background = [0], signal = [0];
        double area = 0, passedBackground = 0, passedSignal = 0;
        for (int at = ordered.Length - 1; at >= 0;)
        {
            float threshold = ordered[at];
            double before = passedSignal, step = 0;
            for (; at >= 0 && ordered[at] == threshold; at--)
            {
                double weight = weights.IsEmpty ? 1 : weights[order[at]];
                if (labels[order[at]] > 0.5f) passedSignal += weight;
                else step += weight;
            }
            passedBackground += step;
            area += step * (before + passedSignal) / 2;
            thresholds.Add(threshold);
            background.Add(passedBackground);
            signal.Add(passedSignal);
        }
        double[] Shares(List<double> passed, double all) => [.. passed.Select(p => p / all)];
        return new RocCurve([.. thresholds], Shares(background, passedBackground), Shares(signal, passedSignal),
            passedBackground == 0 || passedSignal == 0 ? double.NaN : area / passedBackground / passedSignal);
    }
}
