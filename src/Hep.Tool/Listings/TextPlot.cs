using System.Globalization;

namespace Hep.Tool.Listings;

/// <summary>A histogram in letters: bars to the right.</summary>
internal static class TextPlot
{
    private const int MostRows = 50, BarWidth = 50;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>A row a bin, or for many bins a row for some neighbours together.</summary>
    public static void WriteBars(TextWriter to, BinNames bins, ReadOnlySpan<double> contents)
    {
        int each = (bins.Count + MostRows - 1) / MostRows, rows = (bins.Count + each - 1) / each;
        string[] names = new string[rows];
        double[] sums = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            int first = row * each, end = Math.Min(first + each, bins.Count);
            names[row] = bins[first, end];
            for (int bin = first; bin < end; bin++) sums[row] += contents[bin];
        }
        double largest = sums.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        int widest = names.Max(n => n.Length);
        for (int row = 0; row < rows; row++)
            to.WriteLine($"{names[row].PadLeft(widest)} {Bar(sums[row], largest).PadRight(BarWidth)} "
                + sums[row].ToString("G6", CultureInfo.InvariantCulture));
    }

    private static string Bar(double content, double largest)
    {
        if (!(content > 0) || !(largest > 0)) return "";
        int eighths = (int)Math.Round(Math.Min(1, content / largest) * BarWidth * 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8]);
    }
}
