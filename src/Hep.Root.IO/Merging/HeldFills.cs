using Hep.Root.IO.Objects;

namespace Hep.Root.IO.Merging;

/// <summary>
/// What histograms hold that were to find their range among it (TH1::SetBuffer). Where others have a range it is filled into that; else the
/// sum holds it all, and ROOT finds the range when it is used (TH1Merger::BufferMerge).
/// </summary>
/// <param name="first">The first of them.</param>
/// <param name="width">Numbers of a fill.</param>
internal sealed class HeldFills(RootObject first, int width)
{
    // ROOT's own buffers have 1000 (TH1::SetDefaultBufferSize), and a thousand files some.
    private const int MostFills = 1 << 20;

    private readonly List<double> _values = [];

    /// <summary>Takes what one holds.</summary>
    /// <exception cref="RootException">It has contents besides, or it is too much.</exception>
    public void Add(RootObject next, BufferedFills fills)
    {
        if (HistogramCells.ContentsOf(next) is { } cells && Array.Exists(cells, c => c != 0))
            throw new RootException($"The {next.ClassName} has contents, and axes without a range to put them in.");
        if (_values.Count / width + fills.Count > MostFills)
            throw new RootException($"More than {MostFills} fills were to find their range together: histograms with a range are needed.");
        _values.AddRange(fills.Values);
    }

    /// <summary>A histogram that holds it all, and has no range yet.</summary>
    public RootObject ToHistogram() => With(new(StringComparer.Ordinal));

    /// <summary>A histogram that holds it all, of the bins of others.</summary>
    public RootObject ToHistogram(IReadOnlyList<RootObject> axes, IReadOnlyList<CellArray> arrays)
    {
        Dictionary<string, object?> changed = new(StringComparer.Ordinal) { ["fEntries"] = 0.0 };
        for (int i = 0; i < axes.Count; i++) changed[HistogramAddend.AxisMember(i)] = axes[i];
        int cells = arrays[0].Values.Length;
        foreach (CellArray array in arrays) changed[array.Member] = array.IsStored ? new double[cells] : Array.Empty<double>();
        foreach (string member in first.Members.Keys)
            if (member.StartsWith(HistogramAddend.SumPrefix, StringComparison.Ordinal)) changed[member] = 0.0;
        return With(changed);
    }

    private RootObject With(Dictionary<string, object?> changed)
    {
        double[] buffer = [_values.Count / width, .. _values];
        (changed["fBuffer"], changed["fBufferSize"]) = (buffer, buffer.Length);
        return ChangedObject.Of(first, changed);
    }
}
