using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hep.Root.IO;

namespace Hep.Tool.Digests;

/// <summary>What a digest states of a histogram: the stored numbers as they are, with underflow and overflow, and the axes.</summary>
internal sealed record HistogramDigest(RootObject Object, double[] Values, IReadOnlyList<int> Shape, IReadOnlyList<StoredAxis> Axes)
{
    // In the order of their numbers: those of a class that has them.
    private static readonly string[] GraphArrays = ["fX", "fY", "fEX", "fEY", "fEXlow", "fEXhigh", "fEYlow", "fEYhigh"];
    private static readonly string[] AxisMembers = ["fXaxis", "fYaxis", "fZaxis"];

    /// <summary>The object's name.</summary>
    public string Name => Text("fName");

    /// <summary>The object's title.</summary>
    public string Title => Text("fTitle");

    /// <summary>The numbers of an object.</summary>
    /// <exception cref="RootException">It holds none, or could not be decoded.</exception>
    public static HistogramDigest Of(RootObject stored)
    {
        if (stored.Undecoded is { } lost) throw new RootException($"The {stored.ClassName} could not be decoded: {lost.Why}.");
        if (stored.Has("fNpoints"))
        {
            double[] numbers = [.. GraphArrays.SelectMany(a => Numbers(stored, a))];
            return new HistogramDigest(stored, numbers, [stored.Get<int>("fNpoints")], []);
        }
        if (!stored.Has("fTotalHistogram")) return OfBins(stored);
        HistogramDigest total = OfBins(stored.Get<RootObject>("fTotalHistogram"));
        double[] passed = Numbers(stored.Get<RootObject>("fPassedHistogram"), "fArray");
        return total with { Object = stored, Values = [.. passed, .. total.Values] };
    }

    /// <summary>The sum of the finite numbers, and how many are not finite.</summary>
    public (double Sum, int NonFinite) Sum()
    {
        double sum = 0;
        int nonFinite = 0;
        foreach (double value in Values)
            if (double.IsFinite(value)) sum += value;
            else nonFinite++;
        return (sum, nonFinite);
    }

    /// <summary>SHA-256 of numbers as float64, little-endian, in lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<double> values) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)));

    private static HistogramDigest OfBins(RootObject histogram)
    {
        int dimension = RootHistogram.Of(histogram).Dimension;   // checks that axes and contents fit
        StoredAxis[] axes = [.. AxisMembers.Take(dimension).Select(m => StoredAxis.Of(histogram.Get<RootObject>(m)))];
        return new HistogramDigest(histogram, Numbers(histogram, "fArray"), [.. axes.Select(a => a.BinCount + 2)], axes);
    }

    private string Text(string member) => Object.TryGet(member, out string? text) ? text! : "";

    private static double[] Numbers(RootObject owner, string member)
    {
        if (owner[member] is not Array stored) return [];
        double[] numbers = new double[stored.Length];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = Convert.ToDouble(stored.GetValue(i), System.Globalization.CultureInfo.InvariantCulture);
        return numbers;
    }
}
