using System.Globalization;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>The bins of an axis by the names that people read: a label, or the range of one or of several neighbours.</summary>
/// <param name="Edges">One more than there are bins.</param>
/// <param name="Labels">What each bin is called; empty where none has a name.</param>
internal sealed record BinNames(double[] Edges, IReadOnlyList<string> Labels)
{
    private const int FewestDigits = 5, MostDigits = 17;
    private const double Noise = 1e-9;                      // of a bin: what sums of float64 leave where 0 is meant

    // One number of digits for the whole axis, so that neighbours differ and widths can be seen.
    private readonly string _format = FormatOf(Edges);
    private readonly double _zero = Noise * Narrowest(Edges);

    /// <summary>The bins of a stored axis.</summary>
    public static BinNames Of(RootAxis axis) => new(axis.Edges.ToArray(), axis.Labels);

    /// <summary>The bins of a histogram that was filled here.</summary>
    public static BinNames Of(Histogram histogram) => new(histogram.Edges.ToArray(), []);

    /// <summary>The number of bins.</summary>
    public int Count => Edges.Length - 1;

    /// <summary>The name of the bins from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public string this[int first, int end] => end == first + 1 && Labels.Count > 0 && Labels[first].Length > 0
        ? TableLayout.CleanLine(Labels[first])
        : $"[{Number(Edges[first])}, {Number(Edges[end])})";

    private static string FormatOf(double[] edges)
    {
        double largest = edges.Skip(1).Zip(edges, (high, low) => Math.Max(Math.Abs(low), Math.Abs(high)) / (high - low))
            .Where(r => r > 0).DefaultIfEmpty(1).Max();     // an edge in widths of its bin
        double digits = Math.Ceiling(Math.Log10(largest)) + 2;
        return string.Create(CultureInfo.InvariantCulture, $"G{(int)Math.Clamp(digits, FewestDigits, MostDigits)}");
    }

    private static double Narrowest(double[] edges) =>
        edges.Skip(1).Zip(edges, (high, low) => high - low).Where(w => w > 0).DefaultIfEmpty(0).Min();

    // Rounded to the digits, and then written as the shortest text of that number: an exponent only where it is large.
    private string Number(double edge)
    {
        if (Math.Abs(edge) < _zero) return "0";
        string rounded = edge.ToString(_format, CultureInfo.InvariantCulture);
        return double.Parse(rounded, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }
}
