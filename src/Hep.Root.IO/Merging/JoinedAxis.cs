using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>
/// The axis that two become, and where their bins lie on it: the same bins, those of both where they lie on one grid
/// (TH1::RecomputeAxisLimits), or those of both by what they are called (TH1Merger::LabelMerge).
/// </summary>
internal sealed class JoinedAxis
{
    /// <summary>Where a bin is that has no place on the axis: it has to be empty.</summary>
    public const int Nowhere = -1;

    private const string Labels = "fLabels";

    // A range that is shown, and that one is (TAxis.h: kAxisRange).
    private const uint IsRangeShown = 1 << 11;

    // How far edges may be from a grid, in bins (TH1.cxx: AlmostInteger).
    private const double GridTolerance = 1e-8;

    private readonly int[]? _known, _next;
    private readonly int _knownCount, _nextCount;
    private readonly string _both;

    private JoinedAxis(RootAxis axis, RootObject stored, (RootAxis Known, RootAxis Next) pair, int[]? known = null, int[]? next = null)
    {
        (Axis, Stored) = (axis, stored);
        (_knownCount, _nextCount) = (pair.Known.BinCount, pair.Next.BinCount);
        (_known, _next) = (Moves(known, _knownCount), Moves(next, _nextCount));
        _both = Both(pair.Known, pair.Next);

        int[]? Moves(int[]? places, int count) =>
            places is null || (axis.BinCount == count && places.SequenceEqual(Enumerable.Range(0, count + 2))) ? null : places;
    }

    /// <summary>The axis.</summary>
    public RootAxis Axis { get; }

    /// <summary>The axis as an object.</summary>
    public RootObject Stored { get; }

    /// <summary>Whether bins of the sum so far have other places on it.</summary>
    public bool MovesKnown => _known is not null;

    /// <summary>Whether bins of the next have other places on it than on its own.</summary>
    public bool MovesNext => _next is not null;

    /// <summary>The places of the bins of the sum so far, underflow and overflow among them.</summary>
    public int[] Known => _known ?? [.. Enumerable.Range(0, _knownCount + 2)];

    /// <summary>The places of the bins of the next.</summary>
    public int[] Next => _next ?? [.. Enumerable.Range(0, _nextCount + 2)];

    /// <summary>Joins two.</summary>
    /// <param name="known">That of the sum so far.</param>
    /// <param name="storedKnown">The same as an object.</param>
    /// <param name="next">That of the next.</param>
    /// <param name="storedNext">The same as an object.</param>
    /// <param name="mostBins">How many bins it may have.</param>
    /// <exception cref="RootException">They cannot be joined.</exception>
    public static JoinedAxis Of(RootAxis known, RootObject storedKnown, RootAxis next, RootObject storedNext, long mostBins)
    {
        (RootAxis, RootAxis) pair = (known, next);
        mostBins = Math.Min(mostBins, RootAxis.MaxBins);
        (bool isKnownCalled, bool isNextCalled) = (known.Labels.Count > 0, next.Labels.Count > 0);
        if (DifferentEdge(known, next) is null)
        {
            if (!isNextCalled || known.Labels.SequenceEqual(next.Labels)) return new(known, storedKnown, pair);
            if (!isKnownCalled) return Called(With(storedKnown, LabelsOf(storedNext)));
        }
        // One that is empty needs no place: nobody has called its bins yet.
        if (isKnownCalled && !isNextCalled) return new(known, storedKnown, pair, next: NoPlaces(next));
        if (isNextCalled && !isKnownCalled)
        {
            Dictionary<string, object?> changed = LabelsOf(storedNext);
            if (!next.IsUniform) changed["fXbins"] = storedNext["fXbins"];
            return Called(With(WithRange(storedKnown, next.BinCount, next.Low, next.High), changed), NoPlaces(known));
        }
        return isKnownCalled ? ByLabels(storedKnown, pair, mostBins) : ByEdges(storedKnown, pair, mostBins);

        // Title and style stay those of the first.
        JoinedAxis Called(RootObject made, int[]? known = null) => new(RootAxis.OfMade(made), made, pair, known);
    }

    /// <summary>Whether two have the same bins, called the same.</summary>
    public static bool AreAlike(RootAxis one, RootAxis other) =>
        DifferentEdge(one, other) is null && one.Labels.SequenceEqual(other.Labels);

    /// <summary>Tells that a bin has contents and no place.</summary>
    public RootException Lost(int bin, bool isKnown)
    {
        string which = bin == 0 ? "the underflow" : bin == (isKnown ? _knownCount : _nextCount) + 1 ? "the overflow" : $"bin {bin}";
        string where = isKnown ? "in files before" : "here";
        return new RootException(Axis.Labels.Count > 0
            ? $"{_both}. They are joined by their labels, and {which} {where} has contents and none."
            : $"{_both}. They become one range, and nobody knows where in it lies what is in {which} {where}.");
    }

    private static JoinedAxis ByLabels(RootObject stored, (RootAxis Known, RootAxis Next) pair, long mostBins)
    {
        (RootAxis known, RootAxis next) = pair;
        List<string> labels = [.. known.Labels];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        Queue<int> free = new();
        for (int bin = 0; bin < labels.Count; bin++)
            if (labels[bin].Length == 0) free.Enqueue(bin);
            else if (!places.TryAdd(labels[bin], bin)) throw Twice(labels[bin], "in files before");
        int[] knownPlaces = [.. Enumerable.Range(0, known.BinCount + 2)], nextPlaces = NoPlaces(next);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int bin = 0; bin < next.BinCount; bin++)
        {
            if (next.Labels[bin] is not { Length: > 0 } label) continue;
            if (!seen.Add(label)) throw Twice(label, "here");
            if (!places.TryGetValue(label, out int place))
            {
                // The first that is free, as TAxis::FindBin has it.
                if (free.TryDequeue(out place)) (labels[place], knownPlaces[place + 1]) = (label, Nowhere);
                else
                {
                    place = labels.Count;
                    labels.Add(label);
                }
                places.Add(label, place);
            }
            nextPlaces[bin + 1] = place + 1;
        }
        if (labels.Count > mostBins) throw TooMany(pair, labels.Count);
        (knownPlaces[0], nextPlaces[0]) = (0, 0);
        (knownPlaces[^1], nextPlaces[^1]) = (labels.Count + 1, labels.Count + 1);
        double width = (known.High - known.Low) / known.BinCount;
        RootObject made = With(stored, new(StringComparer.Ordinal) { [Labels] = ListOf(labels) });
        if (labels.Count > known.BinCount) made = WithRange(made, labels.Count, known.Low, known.Low + labels.Count * width);
        return new(RootAxis.OfMade(made), made, pair, knownPlaces, nextPlaces);

        RootException Twice(string label, string where) =>
            new($"{Both(known, next)}. They are joined by their labels, and two bins {where} are called '{label}'.");
    }

    private static JoinedAxis ByEdges(RootObject stored, (RootAxis Known, RootAxis Next) pair, long mostBins)
    {
        (RootAxis known, RootAxis next) = pair;
        double width = WidthOf(known), shift = (next.Low - known.Low) / width, first = Math.Round(shift);
        if (!(Math.Abs(WidthOf(next) - width) <= GridTolerance * width && Math.Abs(shift - first) <= GridTolerance
            && Math.Abs((next.High - known.Low) / width - first - next.BinCount) <= GridTolerance))
            throw new RootException($"{Both(known, next)}{DifferentEdge(known, next)}. "
                + "They become one where all bins have one width and their edges lie on one grid.");
        double low = Math.Min(0, first), high = Math.Max(known.BinCount, first + next.BinCount), count = high - low;
        if (count > mostBins) throw TooMany(pair, count);
        int bins = (int)count, knownAt = (int)-low, nextAt = (int)(first - low);
        RootObject made = WithRange(stored, bins, low < 0 ? next.Low : known.Low, high > known.BinCount ? next.High : known.High);
        return new(RootAxis.OfMade(made), made, pair, Places(known.BinCount, knownAt), Places(next.BinCount, nextAt));

        // What lies beside a range that grows might be in it.
        int[] Places(int own, int at) =>
            [at > 0 ? Nowhere : 0, .. Enumerable.Range(at + 1, own), at + own < bins ? Nowhere : bins + 1];
    }

    // As TH1 compares edges (TH1::CheckAxisLimits, CheckBinLimits): to 1e-10 of the width of a bin.
    private static string? DifferentEdge(RootAxis known, RootAxis next)
    {
        if (known.BinCount != next.BinCount) return "";
        for (int i = 0; i <= known.BinCount; i++)
        {
            double width = known.EdgeAt(Math.Min(i + 1, known.BinCount)) - known.EdgeAt(Math.Min(i, known.BinCount - 1));
            if (next.EdgeAt(i) != known.EdgeAt(i) && !(Math.Abs(next.EdgeAt(i) - known.EdgeAt(i)) <= 1e-10 * Math.Abs(width)))
                return FormattableString.Invariant($", where an edge is at {known.EdgeAt(i)} and not at {next.EdgeAt(i)}");
        }
        return null;
    }

    // Not a number where bins are of several (TH1.cxx: IsEquidistantBinning).
    private static double WidthOf(RootAxis axis)
    {
        double width = (axis.High - axis.Low) / axis.BinCount;
        if (!axis.IsUniform)
            for (int i = 0; i < axis.BinCount; i++)
                if (!(Math.Abs(axis.EdgeAt(i + 1) - axis.EdgeAt(i) - width) <= 1e-10 * width)) return double.NaN;
        return width > 0 && double.IsFinite(width) ? width : double.NaN;
    }

    private static Dictionary<string, object?> LabelsOf(RootObject axis) => new(StringComparer.Ordinal) { [Labels] = axis[Labels] };

    private static int[] NoPlaces(RootAxis axis)
    {
        int[] places = new int[axis.BinCount + 2];
        Array.Fill(places, Nowhere);
        return places;
    }

    private static RootException TooMany((RootAxis Known, RootAxis Next) pair, double count) =>
        new(FormattableString.Invariant(
            $"{Both(pair.Known, pair.Next)}. Together they have {count} bins, which is more than is made of them."));

    private static string Both(RootAxis known, RootAxis next) => $"Axis {known.Name} has {Shown(next)}, and {Shown(known)} in files before";

    private static string Shown(RootAxis axis) => FormattableString.Invariant(
        $"{axis.BinCount} bins {(axis.Labels.Count > 0 ? "with" : "without")} labels from {axis.Low} to {axis.High}")
        + (axis.IsUniform ? "" : " of several widths");

    // A range that was shown is that of other bins.
    private static RootObject WithRange(RootObject axis, int bins, double low, double high) =>
        With(axis, new(StringComparer.Ordinal)
        {
            ["fNbins"] = bins,
            ["fXmin"] = low,
            ["fXmax"] = high,
            ["fXbins"] = Array.Empty<double>(),
            ["fFirst"] = 0,
            ["fLast"] = 0,
            [ObjectHeader.BitsName] = (uint)axis.GetNumber(ObjectHeader.BitsName) & ~IsRangeShown,
        });

    private static RootObject With(RootObject axis, Dictionary<string, object?> changed) => ChangedObject.Of(axis, changed);

    // Texts whose unique id is the bin's number from 1 (TAxis::SetBinLabel).
    private static RootObject ListOf(List<string> labels)
    {
        List<RootObject> texts = [];
        for (int bin = 0; bin < labels.Count; bin++)
        {
            if (labels[bin].Length == 0) continue;
            RootObject text = new("TObjString", 1);
            text.Add("fUniqueID", (uint)(bin + 1));
            text.Add("fString", labels[bin]);
            texts.Add(text);
        }
        return new RootObject("THashList", 5) { Items = texts };
    }
}
