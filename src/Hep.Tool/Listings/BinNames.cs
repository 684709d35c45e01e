using System.Globalization;
using Hep.Jagged;
using Hep.Root.IO;

namespace Hep.Tool.Listings;

/// <summary>The bins of an axis by the names that people read: a label, or the range of one or of several neighbours.</summary>
/// <param name="Edges">One more than there are bins.</param>
/// <param name="Labels">What each bin is called; empty where none has a name.</param>
internal sealed record BinNames(double[] Edges, IReadOnlyList<string> Labels)
{
    /// <summary>The bins of a stored axis.</summary>
    public static BinNames Of(RootAxis axis) => new(axis.Edges.ToArray(), axis.Labels);

    /// <summary>The bins of a histogram that was filled here.</summary>
    public static BinNames Of(Histogram histogram) => new(histogram.Edges.ToArray(), []);

    /// <summary>The number of bins.</summary>
    public int Count => Edges.Length - 1;

    /// <summary>The name of the bins from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public string this[int first, int end] => end == first + 1 && Labels.Count > 0 && Labels[first].Length > 0
        ? Labels[first]
        : string.Create(CultureInfo.InvariantCulture, $"[{Edges[first]:G5}, {Edges[end]:G5})");
}
