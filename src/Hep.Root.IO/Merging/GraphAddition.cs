using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>
/// Puts the points of graphs of one class one behind the other, as TGraph::Merge does. Title, style and limits of the picture are those of
/// the first, whose frame has the titles of the axes: where points come to it, it is fitted to them when it is drawn.
/// </summary>
internal sealed class GraphAddition : IMergedContents
{
    // What a class keeps of each point.
    private static readonly Dictionary<string, string[]> Members = new(StringComparer.Ordinal)
    {
        ["TGraph"] = ["fX", "fY"],
        ["TGraphErrors"] = ["fX", "fY", "fEX", "fEY"],
        ["TGraphAsymmErrors"] = ["fX", "fY", "fEXlow", "fEXhigh", "fEYlow", "fEYhigh"],
    };

    // An object has less than 1 GiB (TBufferFile::kMaxMapCount).
    private const long MostBytes = 0x3FFF_FFFE;

    private readonly Dictionary<string, List<double[]>> _parts = new(StringComparer.Ordinal);
    private RootObject? _first;
    private long _points;

    /// <summary>Whether objects of a class are joined here.</summary>
    public static bool Adds(string className) => Members.ContainsKey(className);

    /// <summary>Joins one; the first is what the others have to be like.</summary>
    /// <exception cref="RootException">
    /// It is no graph, of another class, some points lack what the class keeps, or they are too many.
    /// </exception>
    public void Add(RootObject next)
    {
        RootGraph graph = RootGraph.Of(next);
        if (_first is { } first && next.ClassName != first.ClassName)
            throw new RootException($"The points of a {next.ClassName} are not those of a {first.ClassName}.");
        double[][] values = [.. Members[next.ClassName].Select(m => MemberConversion.ToDoubles(next[m]) ?? [])];
        for (int i = 0; i < values.Length; i++)
            if (values[i].Length != graph.PointCount)
                throw new RootException(
                    $"A {next.ClassName} of {graph.PointCount} points has {values[i].Length} {Members[next.ClassName][i]}.");
        long points = _points + graph.PointCount;
        if (points * values.Length * sizeof(double) > MostBytes)
            throw new RootException($"With those of files before there are {points} points, and a {next.ClassName} of a ROOT file holds "
                + $"{MostBytes / sizeof(double) / values.Length}: leave files out, or merge them into several.");
        _points = points;
        for (int i = 0; i < values.Length; i++)
        {
            string member = Members[next.ClassName][i];
            if (!_parts.TryGetValue(member, out List<double[]>? parts)) _parts.Add(member, parts = []);
            parts.Add(values[i]);
        }
        _first ??= Without(next);
    }

    /// <summary>The graph of all points.</summary>
    public IReadOnlyList<RootObject> ToObjects()
    {
        if (_first is null) return [];
        RootObject joined = new(_first.ClassName, _first.Version);
        foreach ((string member, object? value) in _first.Members) if (!_parts.ContainsKey(member)) joined.Add(member, value);
        foreach ((string member, List<double[]> parts) in _parts) joined.Add(member, Joined(parts));
        bool isLonger = _parts.Values.Any(parts => parts.Skip(1).Any(p => p.Length > 0));
        return [isLonger ? MergedBits.Change(joined, set: MergedBits.ResetFrame, cleared: MergedBits.IsSorted) : joined];
    }

    // As long as it has to be from the start.
    private static double[] Joined(List<double[]> parts)
    {
        double[] all = new double[parts.Sum(p => p.Length)];
        int at = 0;
        foreach (double[] part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }
        return all;
    }

    // The arrays are kept once.
    private static RootObject Without(RootObject graph)
    {
        RootObject rest = new(graph.ClassName, graph.Version);
        foreach ((string member, object? value) in graph.Members)
            if (!Members[graph.ClassName].Contains(member)) rest.Add(member, value);
        return rest;
    }
}
