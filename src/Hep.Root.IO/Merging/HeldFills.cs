using Hep.Root.IO.Objects;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>
/// What histograms hold that were to find their range among it (TH1::SetBuffer). Where others have a range it is filled into that; else the
/// sum holds it all, and ROOT finds the range when it is used (TH1Merger::BufferMerge).
/// </summary>
/// <param name="first">The first of them.</param>
/// <param name="width">Numbers of a fill.</param>
/// <param name="room">Where it takes its place; null: wherever there is some.</param>
internal sealed class HeldFills(RootObject first, int width, HeldRoom? room)
{
    // ROOT's own buffers have 1000 (TH1::SetDefaultBufferSize), and a thousand files some.
    private const int MostFills = 1 << 20;

    private readonly List<double[]> _fills = [];
    private readonly string _squares = first.Has("fBinEntries") ? "fBinSumw2" : "fSumw2";
    private int _count;
    private bool _hasSquares;

    /// <summary>Takes what one holds.</summary>
    /// <exception cref="RootException">It is too much.</exception>
    public void Add(RootObject next, BufferedFills fills)
    {
        _hasSquares |= MemberConversion.ToDoubles(next[_squares]) is { Length: > 0 };
        if (fills.Count == 0) return;
        if (_count + fills.Count > MostFills)
            throw new RootException($"More than {MostFills} fills were to find their range together: histograms with a range are needed.");
        room?.Take(fills.Values.Length);
        _fills.Add(fills.Values.ToArray());
        _count += fills.Count;
    }

    /// <summary>A histogram that holds it all, and has no range yet.</summary>
    public RootObject ToHistogram()
    {
        Dictionary<string, object?> changed = new(StringComparer.Ordinal);
        if (_hasSquares) changed[_squares] = new double[HistogramCells.ContentsOf(first)!.Length];
        // Once it is full ROOT looks for the range: there is as much room as in that of the first.
        int room = MemberConversion.ToDoubles(first["fBuffer"])?.Length ?? 0;
        return With(changed, _count > 0 || room > 0 ? Math.Max(room, 1 + _count * width) : 0);
    }

    /// <summary>A histogram that holds it all, of the bins of others.</summary>
    public RootObject ToHistogram(IReadOnlyList<RootObject> axes, IReadOnlyList<CellArray> arrays)
    {
        Dictionary<string, object?> changed = new(StringComparer.Ordinal) { ["fEntries"] = 0.0 };
        for (int i = 0; i < axes.Count; i++) changed[HistogramAddend.AxisMember(i)] = axes[i];
        int cells = arrays[0].Values.Length;
        foreach (CellArray array in arrays)
            changed[array.Member] = array.IsStored || (_hasSquares && array.Member == _squares) ? new double[cells] : Array.Empty<double>();
        foreach (string member in first.Members.Keys)
            if (member.StartsWith(HistogramAddend.SumPrefix, StringComparison.Ordinal)) changed[member] = 0.0;
        return With(changed, 1 + _count * width);
    }

    private RootObject With(Dictionary<string, object?> changed, int size)
    {
        double[]? buffer = size > 0 ? new double[size] : null;
        if (buffer is not null) buffer[0] = _count;
        int at = 1;
        foreach (double[] fills in _fills)
        {
            fills.CopyTo(buffer!, at);
            at += fills.Length;
        }
        (changed["fBuffer"], changed["fBufferSize"]) = (buffer, size);
        return ChangedObject.Of(first, changed);
    }
}
