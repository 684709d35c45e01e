using System.Globalization;
using Hep.Root.IO;

namespace Hep.Tool.Listings;

/// <summary>Histograms in letters: bars to the right, or a map of shades.</summary>
internal static class TextPlot
{
    private const int MostRows = 40, BarWidth = 50, MapWidth = 72, MapHeight = 24;
    private const string Eighths = " ▏▎▍▌▋▊▉", Shades = " ·:-=+*#%@";

    /// <summary>A row a bin, or for many bins a row for some neighbours together.</summary>
    public static void WriteBars(TextWriter to, RootAxis axis, double[] contents)
    {
        int each = (axis.BinCount + MostRows - 1) / MostRows, rows = (axis.BinCount + each - 1) / each;
        string[] names = new string[rows];
        double[] sums = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            int first = row * each, end = Math.Min(first + each, axis.BinCount);
            names[row] = BinTable.Name(axis, first, end);
            for (int bin = first; bin < end; bin++) sums[row] += contents[bin];
        }
        double largest = sums.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        int widest = names.Max(n => n.Length);
        for (int row = 0; row < rows; row++)
            to.WriteLine($"{names[row].PadLeft(widest)} {Bar(sums[row], largest).PadRight(BarWidth)} "
                + sums[row].ToString("G6", CultureInfo.InvariantCulture));
    }

    /// <summary>Rows of y, the highest first, as shades from blank to @; many bins are put together.</summary>
    public static void WriteMap(TextWriter to, RootAxis x, RootAxis y, double[] contents)
    {
        int across = (x.BinCount + MapWidth - 1) / MapWidth, up = (y.BinCount + MapHeight - 1) / MapHeight;
        int columns = (x.BinCount + across - 1) / across, rows = (y.BinCount + up - 1) / up;
        double[] sums = new double[rows * columns];
        for (int i = 0; i < contents.Length; i++)
            if (double.IsFinite(contents[i])) sums[i / x.BinCount / up * columns + i % x.BinCount / across] += contents[i];
        double largest = sums.Max();
        string[] names = [.. Enumerable.Range(0, rows).Select(row => BinTable.Name(y, row * up, Math.Min((row + 1) * up, y.BinCount)))];
        int widest = names.Max(n => n.Length);
        for (int row = rows - 1; row >= 0; row--)
            to.WriteLine($"{names[row].PadLeft(widest)} |"
                + $"{string.Concat(Enumerable.Range(0, columns).Select(column => Shade(sums[row * columns + column], largest)))}|");
        string low = x.Low.ToString("G5", CultureInfo.InvariantCulture), high = x.High.ToString("G5", CultureInfo.InvariantCulture);
        to.WriteLine($"{new string(' ', widest + 2)}{low}{high.PadLeft(Math.Max(high.Length + 1, columns - low.Length))}");
    }

    private static string Bar(double content, double largest)
    {
        if (!(content > 0) || !(largest > 0)) return "";
        int eighths = (int)Math.Round(Math.Min(1, content / largest) * BarWidth * 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8]);
    }

    private static char Shade(double content, double largest) =>
        content > 0 && largest > 0 ? Shades[1 + (int)Math.Min(Shades.Length - 2, content / largest * (Shades.Length - 1))] : Shades[0];
}
