namespace Hep.Train;

/// <summary>
/// The receiver operating characteristic of a score: for every threshold the share of signal and of background above it. Each point is
/// exact; there is one for each distinct score, or, of more than some ten thousand in validation, for each range of neighbours.
/// Weights may be negative, as those of many generators are.
/// </summary>
public sealed class RocCurve
{
    private RocCurve(IReadOnlyList<float> thresholds, IReadOnlyList<double> background, IReadOnlyList<double> signal, double area,
        double error)
    {
        Thresholds = thresholds;
        BackgroundEfficiency = background;
        SignalEfficiency = signal;
        Area = area;
        AreaError = error;
    }

    /// <summary>
    /// The distinct scores, or the lowest of each range, falling, after a first one above all: an entry passes a threshold with a score at
    /// or
    /// above it.
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

    /// <summary>
    /// How far <see cref="Area"/> is off at most: half of the share of pairs that lie in one range of several scores, |weights| taken. 0
    /// where each score has its own. At most 6·10⁻⁵ where no weight is negative and the ranges that were made first stay typical, as in
    /// data whose order is random, or sorted by class.
    /// </summary>
    public double AreaError { get; }

    /// <summary>The curve of some scores, exact.</summary>
    /// <param name="scores">One score an entry; not NaN.</param>
    /// <param name="labels">1 (above ½) for signal, 0 for background.</param>
    /// <param name="weights">One weight an entry; empty: 1 each.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN.</exception>
    public static RocCurve Of(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        if (labels.Length != scores.Length || (weights.Length != scores.Length && !weights.IsEmpty))
            throw new ArgumentException($"{scores.Length} scores need as many labels and weights; "
                + $"{labels.Length} and {weights.Length} were given.", nameof(labels));
        ScoreCells cells = new(int.MaxValue);
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
                throw new ArgumentException($"Score {i} is NaN: only scores of selected entries can be ranked.", nameof(scores));
            cells.Add(scores[i], labels[i] > 0.5f, weights.IsEmpty ? 1 : weights[i]);
        }
        return Of(cells);
    }

    internal static RocCurve Of(ScoreCells cells)
    {
        List<float> thresholds = [float.PositiveInfinity];
        List<double> background = [0], signal = [0];
        double area = 0, unknown = 0;
        foreach (ScoreCells.Cell cell in cells.Falling)
        {
            area += cell.Background * (signal[^1] + cell.Signal / 2);
            if (cell.Low < cell.High) unknown += cell.SignalSize * cell.BackgroundSize / 2;
            thresholds.Add(cell.Low);
            background.Add(background[^1] + cell.Background);
            signal.Add(signal[^1] + cell.Signal);
        }
        double pairs = background[^1] * signal[^1];
        double[] Shares(List<double> passed) => [.. passed.Select(p => p / passed[^1])];
        return new RocCurve([.. thresholds], Shares(background), Shares(signal),
            pairs == 0 ? double.NaN : area / pairs, pairs == 0 ? double.NaN : unknown / Math.Abs(pairs));
    }

    /// <summary>
    /// Fewer of the same points, both ends among them, at even steps along the curve; <see cref="Area"/> stays that of all.
    /// </summary>
    /// <param name="points">How many at most, 2 or more.</param>
    public RocCurve Thin(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        if (Thresholds.Count <= points) return this;
        List<int> kept = [0];
        for (int i = 1; i < Thresholds.Count - 1 && kept.Count < points - 1; i++)
            if (Along(i) >= 2.0 * kept.Count / (points - 1)) kept.Add(i);
        kept.Add(Thresholds.Count - 1);
        return new RocCurve([.. kept.Select(i => Thresholds[i])], [.. kept.Select(i => BackgroundEfficiency[i])],
            [.. kept.Select(i => SignalEfficiency[i])], Area, AreaError);

        double Along(int i) => BackgroundEfficiency[i] + SignalEfficiency[i];
    }
}
