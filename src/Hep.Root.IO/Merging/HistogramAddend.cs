using Hep.Root.IO.Objects;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>A histogram or profile with what is added of it.</summary>
internal sealed class HistogramAddend
{
    /// <summary>How members begin that are sums of what was filled.</summary>
    public const string SumPrefix = "fTsum";

    // Of TH1::EStatOverflows; as ROOT has it unless somebody says so, what is outside does not count.
    private const int StatOverflowsConsidered = 1;

    private const string Letters = "xyzt";

    private readonly RootHistogram _bins;
    private readonly HistogramSums _kept;
    private readonly bool _countsOutside;

    private HistogramAddend(RootObject stored, SpentNumbers? spent)
    {
        _bins = RootHistogram.Of(stored, spent);
        (Axes, Arrays, EntryCount, _kept) = (_bins.Axes, _bins.CellArrays, _bins.EntryCount, _bins.Sums);
        if (stored.Has("fBinEntries"))
        {
            RootProfile profile = RootProfile.Of(stored);
            (Arrays, EntryCount, _kept) = (profile.CellArrays, profile.EntryCount, profile.Sums);
        }
        Fills = BufferedFills.Of(stored, Axes.Count);
        StoredAxes = [.. Enumerable.Range(0, Axes.Count).Select(i => stored.GetObject(AxisMember(i))!)];
        HasRange = !StoredAxes.Select(axis => IsRange(RootAxis.OfMade(axis))).ToArray().Contains(false);
        _countsOutside = stored.GetNumber("fStatOverflows") == StatOverflowsConsidered;
        if (!HasRange && HistogramCells.ContentsOf(stored) is { } cells && Array.Exists(cells, c => c != 0))
            throw new RootException($"The {stored.ClassName} has contents, and axes without a range to put them in: where it is made "
                + "it needs one (TAxis::Set). Without it the rest can be merged (MergeOptions.LeaveOut, --leave-out).");
    }

    /// <summary>The addend that an object is.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="spent">Has arrays for numbers that are converted; null: they get new ones.</param>
    /// <exception cref="RootException">
    /// It is neither a histogram nor a profile, its parts do not fit, or it has contents and no range.
    /// </exception>
    public static HistogramAddend Of(RootObject stored, SpentNumbers? spent = null) => new(stored, spent);

    public IReadOnlyList<RootAxis> Axes { get; }

    /// <summary>The axes as objects.</summary>
    public IReadOnlyList<RootObject> StoredAxes { get; }

    public IReadOnlyList<CellArray> Arrays { get; }

    public double EntryCount { get; }

    /// <summary>What it holds in its buffer, which is filled into the arrays where it has a range.</summary>
    public BufferedFills Fills { get; }

    /// <summary>Whether its axes have ends; it was to find them among what it holds otherwise (TH1Merger::AxesHaveLimits).</summary>
    public bool HasRange { get; }

    /// <summary>The member that holds an axis.</summary>
    public static string AxisMember(int axis) => axis switch { 0 => "fXaxis", 1 => "fYaxis", _ => "fZaxis" };

    /// <summary>
    /// The sums of the members, with what is in the buffer; where they do not count all that was filled, each bin's content at its centre.
    /// </summary>
    public double[] Sums(string[] members) => Array.ConvertAll(members, m =>
        Fills.Count > 0 ? _kept.Sum(m) + OfFills(m[SumPrefix.Length..]) : _kept.IsKept ? _kept.Sum(m) : OfBins(m[SumPrefix.Length..]));

    private static bool IsRange(RootAxis axis)
    {
        if (!axis.IsUniform)
            for (int i = 0; i < axis.BinCount; i++)
                if (!(axis.EdgeAt(i) < axis.EdgeAt(i + 1)))
                    throw new RootException(FormattableString.Invariant(
                        $"The edges of axis {axis.Name} do not ascend: behind {axis.EdgeAt(i)} comes {axis.EdgeAt(i + 1)}."));
        return axis.Low < axis.High;
    }

    // Behind fTsumw stand the axes whose values are multiplied, and 2 for a square: "w", "w2", "wx", "wx2", "wxy". A profile has the
    // sums of its values under the letter behind those of its axes.
    private static (int[] Axes, bool IsSquare) Factors(string sum) =>
        ([.. sum.Skip(1).Where(char.IsLetter).Select(c => Letters.IndexOf(c, StringComparison.Ordinal))], sum.EndsWith('2'));

    // What lies outside of the axes counts in no sum, unless it is to (TH1::Fill, TH1::GetStatOverflowsBehaviour).
    private double OfFills(string name)
    {
        (int[] factors, bool isSquare) = Factors(name);
        double sum = 0;
        for (int i = 0; i < Fills.Count; i++)
        {
            ReadOnlySpan<double> fill = Fills[i];
            bool isInside = true;
            for (int axis = 0; axis < Axes.Count; axis++) isInside &= fill[axis + 1] >= Axes[axis].Low && fill[axis + 1] < Axes[axis].High;
            if (!isInside && !_countsOutside) continue;
            double product = fill[0];
            foreach (int factor in factors) product *= fill[factor + 1];
            sum += isSquare ? product * (factors.Length == 0 ? fill[0] : fill[factors[0] + 1]) : product;
        }
        return sum;
    }

    private double OfBins(string name)
    {
        (int[] axes, bool isSquare) = Factors(name);
        int weights = Arrays.Count > 2 ? 2 : 0;
        if (isSquare && axes.Length == 0) weights++;
        if (axes is [var value] && value == Axes.Count) (weights, axes) = (isSquare ? 1 : 0, []);
        else if (isSquare && axes.Length == 1) axes = [axes[0], axes[0]];
        double sum = 0;
        int[] bins = [.. Axes.Select(a => a.BinCount), 1, 1], at = new int[3];
        for (at[2] = 0; at[2] < bins[2]; at[2]++)
            for (at[1] = 0; at[1] < bins[1]; at[1]++)
                for (at[0] = 0; at[0] < bins[0]; at[0]++)
                {
                    double product = ValueOf(Arrays[weights], _bins.CellOf(at[0], at[1], at[2]));
                    foreach (int axis in axes) product *= Axes[axis].GetCenter(at[axis]);
                    sum += product;
                }
        return sum;
    }

    private double ValueOf(CellArray array, int cell) =>
        array.IsStored ? array.Values[cell] : Math.Abs(Arrays[array.StandIn!.Value].Values[cell]);
}
