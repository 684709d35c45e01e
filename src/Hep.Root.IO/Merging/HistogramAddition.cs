using Hep.Root.IO.Objects;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>
/// Adds histograms, or profiles, of one class and binning, as TH1::Merge does: cells, sums of squared weights, entries, and the sums that
/// were taken while they were filled. Titles, styles and limits of the picture are those of the first; buffers are filled in.
/// </summary>
/// <param name="spent">Gets the arrays of those that were added; null: the runtime does.</param>
internal sealed class HistogramAddition(SpentNumbers? spent = null) : IMergedContents
{
    private const string SumPrefix = "fTsum";

    // Bins of ROOT's integers stop at the ends of their type (TH1C::AddBinContent and the others).
    private static readonly Dictionary<char, double> Limits = new() { ['C'] = 127, ['S'] = 32_767, ['I'] = int.MaxValue };

    // Classes that are added: TH1D, TProfile2D.
    private static readonly HashSet<string> Classes =
    [
        .. ((string[])["TH1", "TH2", "TH3"]).SelectMany(d => "CSIFD".Select(letter => d + letter)), "TProfile", "TProfile2D", "TProfile3D",
    ];

    private RootObject? _first;                 // without its arrays as soon as there is a second
    private RootAxis[] _axes = [];
    private RootObject[] _axisObjects = [];
    private CellArray[] _arrays = [];
    private string[] _sumMembers = [];
    private double[] _sums = [];
    private double _entries;
    private bool _isSum;

    /// <summary>Whether objects of a class are added here.</summary>
    public static bool Adds(string className) => Classes.Contains(className);

    /// <summary>Bytes that a sum takes at most while it is made.</summary>
    /// <param name="className">Its class.</param>
    /// <param name="storedBytes">What one of those that are added takes in its file, uncompressed.</param>
    public static long BytesOf(string className, long storedBytes)
    {
        // There are at most as many cells as bins have room. Each has a content, a square and an edge; a profile's two more.
        bool isProfile = className.StartsWith("TProfile", StringComparison.Ordinal);
        int width = isProfile ? sizeof(double) : className[^1] switch { 'C' => 1, 'S' => 2, 'D' => 8, _ => 4 };
        return storedBytes / width * sizeof(double) * (isProfile ? 5 : 3);
    }

    /// <summary>Adds one; the first is what the others have to be like.</summary>
    /// <exception cref="RootException">
    /// It is neither a histogram nor a profile, its parts do not fit, it is of another class than the first, or one of its axes has other
    /// bins or labels.
    /// </exception>
    public void Add(RootObject next)
    {
        if (_first is null)
        {
            Addend.Of(next);
            _first = next;
            return;
        }
        if (next.ClassName != _first.ClassName)
            throw new RootException($"A {next.ClassName} is not added to a {_first.ClassName}.");
        if (!_isSum) Begin(_first);
        Addend addend = Addend.Of(next);
        for (int axis = 0; axis < _axes.Length; axis++) CheckAxis(axis, addend.Axes[axis], next);
        // Squares before the contents that stand for them.
        for (int i = _arrays.Length - 1; i >= 0; i--) AddCells(ref _arrays[i], addend.Arrays[i], addend.Arrays);
        _isSum = true;
        double[] sums = addend.Sums(_sumMembers);
        for (int i = 0; i < sums.Length; i++) _sums[i] += sums[i];
        _entries += addend.EntryCount;
        foreach (CellArray array in addend.Arrays) spent?.Add(array.Values);
    }

    /// <summary>The sum, as an object of the class that was added; one that is alone as it was.</summary>
    public IReadOnlyList<RootObject> ToObjects()
    {
        if (_first is null) return [];
        if (!_isSum) return [_first];
        RootObject sum = new(_first.ClassName, _first.Version);
        Dictionary<string, object?> changed = new(StringComparer.Ordinal) { ["fEntries"] = _entries, ["fBuffer"] = null };
        for (int i = 0; i < _axes.Length; i++) changed[AxisMember(i)] = _axisObjects[i];
        for (int i = 0; i < _sums.Length; i++) changed[_sumMembers[i]] = _sums[i];
        foreach (CellArray array in _arrays) changed[array.Member] = array.IsStored ? array.Values : Array.Empty<double>();
        if (Limits.TryGetValue(_first.ClassName[^1], out double limit) && !_first.Has("fBinEntries"))
        {
            double[] cells = _arrays[0].Values;
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = Math.Clamp(cells[cell], -limit, limit);
        }
        foreach ((string member, object? value) in _first.Members)
            sum.Add(member, changed.Remove(member, out object? other) ? other : value);
        foreach ((string member, object? value) in changed) sum.Add(member, value);     // what an older version of the class had not
        return [sum];
    }

    // Keeps of the first its members without the arrays, which are those that are added to.
    private void Begin(RootObject first)
    {
        Addend addend = Addend.Of(first);
        _axes = [.. addend.Axes];
        _axisObjects = [.. _axes.Select((axis, i) => AxisObject(axis, first.GetObject(AxisMember(i))!))];
        _arrays = [.. addend.Arrays];
        _sumMembers = [.. first.Members.Keys.Where(m => m.StartsWith(SumPrefix, StringComparison.Ordinal))];
        _sums = addend.Sums(_sumMembers);
        _entries = addend.EntryCount;
        _first = new RootObject(first.ClassName, first.Version);
        foreach ((string member, object? value) in first.Members)
            _first.Add(member, member == "fBuffer" || _arrays.Any(a => a.Member == member) ? null : value);
    }

    // Squares that nobody stored are made where one of the two has some, or negative contents that others might cancel.
    private void AddCells(ref CellArray sum, CellArray next, IReadOnlyList<CellArray> nexts)
    {
        double[] to = sum.Values, from = next.Values;
        if (sum.StandIn is { } place)
        {
            (double[] mine, double[] theirs) = (_arrays[place].Values, nexts[place].Values);
            if (to.Length == 0 && (next.IsStored || Array.Exists(mine, c => c < 0) || Array.Exists(theirs, c => c < 0)))
                to = Array.ConvertAll(mine, Math.Abs);
            if (!next.IsStored)
                for (int cell = 0; cell < to.Length; cell++) to[cell] += Math.Abs(theirs[cell]);
        }
        if (next.IsStored)
            for (int cell = 0; cell < to.Length; cell++) to[cell] += from[cell];
        sum = sum with { Values = to, IsStored = sum.IsStored || next.IsStored };
    }

    private static string AxisMember(int axis) => axis switch { 0 => "fXaxis", 1 => "fYaxis", _ => "fZaxis" };

    // A range that was found while the buffer was filled in is not the one that is stored.
    private static RootObject AxisObject(RootAxis axis, RootObject stored)
    {
        if (!axis.IsUniform) return stored;
        RootObject ranged = new(stored.ClassName, stored.Version);
        foreach ((string member, object? value) in stored.Members)
            ranged.Add(member, member switch { "fXmin" => axis.Low, "fXmax" => axis.High, _ => value });
        return ranged;
    }

    private void CheckAxis(int index, RootAxis axis, RootObject owner)
    {
        RootAxis known = _axes[index];
        if (axis.BinCount != known.BinCount)
            throw new RootException($"Axis {known.Name} has {axis.BinCount} bins, and {known.BinCount} in files before.");
        for (int i = 0; i <= known.BinCount; i++)
        {
            // As TH1 compares them (TH1::CheckAxisLimits, CheckBinLimits): to 1e-10 of the width of a bin.
            (double edge, double before) = (axis.EdgeAt(i), known.EdgeAt(i));
            double width = known.EdgeAt(Math.Min(i + 1, known.BinCount)) - known.EdgeAt(Math.Min(i, known.BinCount - 1));
            if (edge != before && !(Math.Abs(edge - before) <= 1e-10 * Math.Abs(width)))
                throw new RootException(FormattableString.Invariant(
                    $"Axis {known.Name} has an edge at {edge}, which is at {before} in files before."));
        }
        if (axis.Labels.Count == 0) return;
        if (known.Labels.Count == 0)
        {
            (_axes[index], _axisObjects[index]) = (axis, AxisObject(axis, owner.GetObject(AxisMember(index))!));
            return;
        }
        for (int bin = 0; bin < known.BinCount; bin++)
            if (axis.Labels[bin] != known.Labels[bin])
                throw new RootException(
                    $"Axis {known.Name} calls its bin {bin + 1} '{axis.Labels[bin]}', which is '{known.Labels[bin]}' in files before.");
    }

    /// <summary>A histogram or profile with what is added of it.</summary>
    private sealed record Addend(
        IReadOnlyList<RootAxis> Axes, IReadOnlyList<CellArray> Arrays, double EntryCount, HistogramSums Kept, RootHistogram Bins)
    {
        private const string Letters = "xyzt";

        public static Addend Of(RootObject stored)
        {
            RootHistogram bins = RootHistogram.Of(stored);
            if (!stored.Has("fBinEntries")) return new Addend(bins.Axes, bins.CellArrays, bins.EntryCount, bins.Sums, bins);
            RootProfile profile = RootProfile.Of(stored);
            return new Addend(profile.Axes, profile.CellArrays, profile.EntryCount, profile.Sums, bins);
        }

        /// <summary>The sums of the members; where they do not count all that was filled, each bin's content at its centre.</summary>
        public double[] Sums(string[] members) =>
            Kept.IsKept ? Array.ConvertAll(members, Kept.Sum) : Array.ConvertAll(members, m => OfBins(m[(SumPrefix.Length + 1)..]));

        // Behind fTsumw stand the axes whose values are multiplied, and 2 for a square: "", "2", "x", "x2", "xy". A profile has the
        // sums of its values under the letter behind those of its axes.
        private double OfBins(string factors)
        {
            bool isProfile = Arrays.Count > 2, isSquare = factors.EndsWith('2');
            int weights = isProfile ? 2 : 0;
            if (factors == "2") weights++;
            int[] axes = [.. factors.Where(char.IsLetter).Select(c => Letters.IndexOf(c, StringComparison.Ordinal))];
            if (axes is [var value] && value == Axes.Count) (weights, axes) = (isSquare ? 1 : 0, []);
            else if (isSquare && axes.Length == 1) axes = [axes[0], axes[0]];
            double sum = 0;
            int[] bins = [.. Axes.Select(a => a.BinCount), 1, 1], at = new int[3];
            for (at[2] = 0; at[2] < bins[2]; at[2]++)
                for (at[1] = 0; at[1] < bins[1]; at[1]++)
                    for (at[0] = 0; at[0] < bins[0]; at[0]++)
                    {
                        double product = ValueOf(Arrays[weights], Bins.CellOf(at[0], at[1], at[2]));
                        foreach (int axis in axes) product *= Axes[axis].GetCenter(at[axis]);
                        sum += product;
                    }
            return sum;
        }

        private double ValueOf(CellArray array, int cell) =>
            array.IsStored ? array.Values[cell] : Math.Abs(Arrays[array.StandIn!.Value].Values[cell]);
    }
}
