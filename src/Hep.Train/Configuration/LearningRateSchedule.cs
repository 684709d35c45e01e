namespace Hep.Train;

/// <summary>
/// What the learning rate is multiplied by while training goes on: the configuration's <c>training.schedule</c>. An update is a step of the
/// optimizer; the definitions are those of PyTorch's schedulers where these exist, taken update by update.
/// </summary>
public sealed record LearningRateSchedule
{
    /// <summary>The share of one cycle that rises, and what its end is below its beginning: defaults of PyTorch's OneCycleLR.</summary>
    private const double Rise = 0.3, EndOfCycle = 1e-4;

    private static readonly Dictionary<ScheduleKind, (int Every, double Factor)> Defaults = new()
    {
        [ScheduleKind.Constant] = (0, 1),
        [ScheduleKind.Step] = (10, 0.1),
        [ScheduleKind.Cosine] = (0, 0),
        [ScheduleKind.OneCycle] = (0, 0.04),
        [ScheduleKind.Plateau] = (3, 0.1),
    };

    /// <summary>The form.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Constant;

    /// <summary>
    /// Updates over which the rate rises linearly, whatever the form: update u of W, from 0, has (u + 1) / W of what it would have. 0:
    /// none.
    /// </summary>
    public int WarmUp { get; init; }

    /// <summary>
    /// Epochs: of a step; of a cosine or cycle from its beginning to its end (0: all epochs); without improvement on a plateau. Null: 10
    /// of a
    /// step, 3 on a plateau, else all.
    /// </summary>
    public int? Every { get; init; }

    /// <summary>
    /// What a step or plateau multiplies by (null: 0.1), where a cosine ends (null: 0), where a cycle begins (null: 0.04).
    /// </summary>
    public double? Factor { get; init; }

    /// <summary>Whether the factor of an update depends on how many there will be in all.</summary>
    internal bool DependsOnEnd => Kind is ScheduleKind.Cosine or ScheduleKind.OneCycle && EveryOrDefault == 0;

    private int EveryOrDefault => Every ?? Defaults[Kind].Every;

    private double FactorOrDefault => Factor ?? Defaults[Kind].Factor;

    /// <summary>
    /// What the learning rate is multiplied by, f being <see cref="Factor"/>, n <see cref="Every"/> in updates and t the update within it.
    /// Step: f^⌊epoch / n⌋. Cosine: f + (1 − f)(1 + cos(πt / n)) / 2, and again from 1 after n updates. One cycle: from f at t = 0 to 1 at
    /// t = 0.3 n − 1 and to f/10⁴ at t = n − 1, each along half a cosine, and f/10⁴ from there on. Plateau: f^reductions.
    /// </summary>
    /// <param name="update">The update, from 0, over all epochs.</param>
    /// <param name="updatesPerEpoch">Updates of an epoch.</param>
    /// <param name="epochs">Epochs at most.</param>
    /// <param name="reductions">How often the metric has stopped improving: <see cref="ReductionsAfter"/>.</param>
    public double FactorAt(long update, long updatesPerEpoch, int epochs, int reductions = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(update);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(updatesPerEpoch);
        long span = updatesPerEpoch * (EveryOrDefault == 0 ? epochs : EveryOrDefault);
        double factor = Kind switch
        {
            ScheduleKind.Step => Math.Pow(FactorOrDefault, update / updatesPerEpoch / Math.Max(1, EveryOrDefault)),
            ScheduleKind.Cosine => Cosine(1, FactorOrDefault, update % span / (double)span),
            ScheduleKind.OneCycle => Cycle(update, span),
            ScheduleKind.Plateau => Math.Pow(FactorOrDefault, reductions),
            _ => 1,
        };
        return update < WarmUp ? factor * (update + 1) / WarmUp : factor;
    }

    /// <summary>
    /// How often a plateau has lowered the rate: each time after more than <see cref="Every"/> epochs in a row none of which was better
    /// than the best by a ten thousandth of it (PyTorch's ReduceLROnPlateau with its defaults).
    /// </summary>
    /// <param name="losses">What decides, epoch by epoch, falling where it improves.</param>
    public int ReductionsAfter(IEnumerable<double> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        if (Kind != ScheduleKind.Plateau) return 0;
        (double best, int since, int reductions) = (double.PositiveInfinity, 0, 0);
        foreach (double loss in losses)
        {
            if (loss < best - 1e-4 * (double.IsFinite(best) ? Math.Abs(best) : 0)) (best, since) = (loss, 0);
            else if (++since > EveryOrDefault) (since, reductions) = (0, reductions + 1);
        }
        return reductions;
    }

    /// <summary>Refuses what has no meaning.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(WarmUp);
        ArgumentOutOfRangeException.ThrowIfNegative(Every ?? 0, nameof(Every));
        if (Factor is { } factor && !(factor >= 0 && factor <= 1))
            throw new ArgumentException($"A factor is from 0 to 1, not {factor}.", nameof(Factor));
        if (Kind == ScheduleKind.Step && Every == 0) throw new ArgumentException(StepHasNoLength, nameof(Every));
        if (Kind == ScheduleKind.Constant && (Every ?? Factor) is not null)
            throw new ArgumentException(ConstantHasNone, nameof(Kind));
    }

    /// <summary>Why a constant schedule with numbers is refused.</summary>
    internal const string ConstantHasNone =
        "A constant learning rate has neither 'every' nor 'factor': choose another kind, or leave them out.";

    /// <summary>Why steps of no epochs are refused.</summary>
    internal const string StepHasNoLength = "A step lasts one epoch at least: give 'every' a number from 1.";

    private double Cycle(long update, long span)
    {
        double peak = Rise * span - 1;
        if (update <= peak) return Cosine(FactorOrDefault, 1, update / peak);
        double fall = Math.Min(1, (update - peak) / (span - 1 - peak));
        return Cosine(1, FactorOrDefault * EndOfCycle, fall);
    }

    private static double Cosine(double from, double to, double progress) => to + (from - to) * (1 + Math.Cos(Math.PI * progress)) / 2;
}
