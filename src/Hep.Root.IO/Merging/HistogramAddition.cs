using Hep.Root.IO.Objects;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>
/// Adds histograms, or profiles, of one class, as TH1::Merge does: cells, sums of squared weights, entries, and the sums that were taken
/// while they were filled. Axes become one (<see cref="JoinedAxis"/>). Titles, styles and limits of the picture are those of the first;
/// buffers are filled in.
/// </summary>
/// <param name="spent">Gets the arrays of those that were added; null: they are left to the runtime.</param>
internal sealed class HistogramAddition(SpentNumbers? spent = null) : IMergedContents
{
    // A sum may have as many cells as if its parts lay corner to corner in three dimensions, and always as many as these.
    private const int Corners = 8, FewCells = 1 << 20;

    // What of numbers goes into a record of ROOT, whose lengths have 30 bits (TBufferFile.cxx: kMaxMapCount).
    private const int MostCells = 1 << 27;

    // Bins of ROOT's integers stop at the ends of their type (TH1C::AddBinContent and the others).
    private static readonly Dictionary<char, double> Limits = new() { ['C'] = 127, ['S'] = 32_767, ['I'] = int.MaxValue };

    // Classes that are added: TH1D, TProfile2D.
    private static readonly HashSet<string> Classes =
    [
        .. ((string[])["TH1", "TH2", "TH3"]).SelectMany(d => "CSIFD".Select(letter => d + letter)), "TProfile", "TProfile2D", "TProfile3D",
    ];

    // The members that hold arrays of cells.
    private static readonly string[] CellMembers = ["fArray", "fSumw2", "fBinEntries", "fBinSumw2"];

    private RootObject? _first;                 // without its arrays as soon as there is a second
    private HeldFills? _held;
    private RootAxis[] _axes = [];
    private RootObject[] _axisObjects = [];
    private CellArray[] _arrays = [];
    private string[] _sumMembers = [];
    private double[] _sums = [];
    private double _entries, _cellsAdded;
    private (int Axes, int Arrays)? _form;
    private bool _isSum;

    /// <summary>Where what is held takes its place; null: wherever there is some.</summary>
    public HeldRoom? Room { get; set; }

    /// <summary>The axes of the sum, once there are two that are added and one has a range.</summary>
    public IReadOnlyList<RootAxis> Axes => _axes;

    /// <summary>Whether objects of a class are added here.</summary>
    public static bool Adds(string className) => Classes.Contains(className);

    /// <summary>Bytes that a sum takes at most while it is made.</summary>
    /// <param name="className">Its class.</param>
    /// <param name="storedBytes">What one of those that are added takes in its file, uncompressed.</param>
    public static long BytesOf(string className, long storedBytes)
    {
        // There are at most as many cells as bins have room. Each has a content and a square; a profile's two more. Edges that are stored
        // have room there that no cell has.
        bool isProfile = className.StartsWith("TProfile", StringComparison.Ordinal);
        int width = isProfile ? sizeof(double) : className[^1] switch { 'C' => 1, 'S' => 2, 'D' => 8, _ => 4 };
        return storedBytes / width * sizeof(double) * (isProfile ? 4 : 2);
    }

    /// <summary>Adds one; the first is what the others have to be like.</summary>
    /// <exception cref="RootException">
    /// It is neither a histogram nor a profile, its parts do not fit, it is of another class than the first, or one of its axes cannot be
    /// joined with those before.
    /// </exception>
    public void Add(RootObject next)
    {
        if (_first is null)
        {
            foreach (CellArray array in HistogramAddend.Of(next, spent).Arrays)
                if (!IsOf(next, array.Values)) spent?.Add(array.Values);
            _first = next;
            return;
        }
        if (next.ClassName != _first.ClassName)
            throw new RootException($"A {next.ClassName} is not added to a {_first.ClassName}.");
        if (!_isSum)
        {
            Take(_first);
            _first = ChangedObject.Of(_first, Parts(_first).ToDictionary(m => m, _ => (object?)null, StringComparer.Ordinal));
            _isSum = true;
        }
        Take(next);
    }

    /// <summary>The sum, as an object of the class that was added; one that is alone as it was.</summary>
    public IReadOnlyList<RootObject> ToObjects()
    {
        if (_first is null) return [];
        if (!_isSum) return [_first];
        if (_arrays.Length == 0) return [_held!.ToHistogram()];
        if (_held is { } held) FillIn(held.ToHistogram(_axisObjects, _arrays));
        _held = null;
        Dictionary<string, object?> changed = new(StringComparer.Ordinal)
        {
            ["fNcells"] = _arrays[0].Values.Length,
            ["fEntries"] = _entries,
            ["fBuffer"] = null,
        };
        for (int i = 0; i < _axes.Length; i++) changed[HistogramAddend.AxisMember(i)] = _axisObjects[i];
        for (int i = 0; i < _sums.Length; i++) changed[_sumMembers[i]] = _sums[i];
        foreach (CellArray array in _arrays) changed[array.Member] = array.IsStored ? array.Values : Array.Empty<double>();
        if (Limits.TryGetValue(_first.ClassName[^1], out double limit) && !_first.Has("fBinEntries"))
        {
            double[] cells = _arrays[0].Values;
            for (int cell = 0; cell < cells.Length; cell++) cells[cell] = Math.Clamp(cells[cell], -limit, limit);
        }
        return [ChangedObject.Of(_first, changed)];
    }

    /// <summary>Cells that the sum of histograms with so many together may have.</summary>
    public static double MostCellsOf(double cells) => Math.Clamp(Corners * cells, FewCells, MostCells);

    /// <summary>Gives back the arrays of cells of an object that is needed no more.</summary>
    public static void GiveBack(RootObject done, SpentNumbers spent)
    {
        foreach (string member in CellMembers)
            if (done[member] is double[] numbers) spent.Add(numbers);
    }

    private static bool IsOf(RootObject stored, double[] numbers) => CellMembers.Any(m => ReferenceEquals(stored[m], numbers));

    // What is kept beside the first, or of no use once it was taken.
    private static IEnumerable<string> Parts(RootObject first) =>
        CellMembers.Append("fBuffer").Where(first.Has);

    private void Take(RootObject next)
    {
        HistogramAddend addend = HistogramAddend.Of(next, spent);
        // Members are what a file says, whatever the class.
        if ((_form ??= (addend.Axes.Count, addend.Arrays.Count)) != (addend.Axes.Count, addend.Arrays.Count))
            throw new RootException($"The {next.ClassName} has other members than those of files before.");
        if (addend.HasRange) AddBins(addend, next);
        else (_held ??= new HeldFills(next, addend.Fills.Width, Room)).Add(next, addend.Fills);
    }

    private void FillIn(RootObject held) => AddBins(HistogramAddend.Of(held, spent), held);

    private void AddBins(HistogramAddend addend, RootObject next)
    {
        _cellsAdded += addend.Arrays[0].Values.Length;
        if (_arrays.Length == 0) Begin(addend);
        else
        {
            IReadOnlyList<CellArray> nexts = Join(addend);
            // Squares before the contents that stand for them.
            for (int i = _arrays.Length - 1; i >= 0; i--) AddCells(ref _arrays[i], nexts[i], nexts);
            double[] sums = addend.Sums(_sumMembers);
            for (int i = 0; i < sums.Length; i++) _sums[i] += sums[i];
            _entries += addend.EntryCount;
        }
        if (spent is null) return;
        // Read, and converted or with the buffer filled in: what is not of the sum now.
        foreach (double[] numbers in CellMembers.Select(m => next[m]).OfType<double[]>().Concat(addend.Arrays.Select(a => a.Values)))
            if (!Array.Exists(_arrays, a => ReferenceEquals(a.Values, numbers))) spent.Add(numbers);
    }

    // The arrays of the first that has bins are those that are added to.
    private void Begin(HistogramAddend addend)
    {
        (_axes, _axisObjects, _arrays) = ([.. addend.Axes], [.. addend.StoredAxes], [.. addend.Arrays]);
        _sumMembers = [.. _first!.Members.Keys.Where(m => m.StartsWith(HistogramAddend.SumPrefix, StringComparison.Ordinal))];
        _sums = addend.Sums(_sumMembers);
        _entries = addend.EntryCount;
    }

    // Makes room on the axes of the sum for what comes; gives its arrays as they are added.
    private IReadOnlyList<CellArray> Join(HistogramAddend addend)
    {
        JoinedAxis[] joined = new JoinedAxis[_axes.Length];
        double most = MostCellsOf(_cellsAdded);
        for (int i = 0; i < joined.Length; i++)
        {
            joined[i] = JoinedAxis.Of(_axes[i], _axisObjects[i], addend.Axes[i], addend.StoredAxes[i], (long)most);
            most /= joined[i].Axis.BinCount + 2;
        }
        if (most < 1 && joined.Any(a => a.MovesKnown))
            throw new RootException($"Its axes become {string.Join(" × ", joined.Select(a => a.Axis.BinCount))} bins with those of files "
                + "before, which is more than is made of them.");
        if (joined.Any(a => a.MovesKnown)) _arrays = [.. MovedCells.OfKnown(_arrays, joined)];
        (_axes, _axisObjects) = ([.. joined.Select(a => a.Axis)], [.. joined.Select(a => a.Stored)]);
        return joined.Any(a => a.MovesNext) ? [.. MovedCells.OfNext(addend.Arrays, joined)] : addend.Arrays;
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
}
