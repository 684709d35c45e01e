using System.Globalization;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>What lies over two axes in letters: the numbers of few bins, shades of many; of three axes a map of each pair.</summary>
internal static class TextMap
{
    private const int MapWidth = 72, MapHeight = 24, MostNumberColumns = 8, MostNumberRows = 20, WidestCell = 3;
    private const string Shades = "·:-=+*#%@";

    /// <summary>A map of two axes, or one for each pair of three.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="axes">Two or three.</param>
    /// <param name="project">What lies over two of them, the first fastest.</param>
    /// <param name="areSums">Whether bins that are put together are added, as counts are, or averaged.</param>
    public static void WriteAll(Session session, IReadOnlyList<RootAxis> axes, Func<int, int, double[]> project, bool areSums)
    {
        BinNames[] names = [.. axes.Select(BinNames.Of)];
        if (axes.Count == 2)
        {
            Write(session, 0, 1);
            return;
        }
        foreach ((int x, int y) in ((int, int)[])[(0, 1), (0, 2), (1, 2)])
        {
            session.Output.WriteLine($"{"xyz"[x]} across, {"xyz"[y]} up, over all {"xyz"[3 - x - y]}");
            Write(session, x, y);
        }

        void Write(Session session, int x, int y)
        {
            if (names[x].Count <= MostNumberColumns && names[y].Count <= MostNumberRows)
                WriteNumbers(session, $"{"xyz"[y]} \\ {"xyz"[x]}", names[x], names[y], project(x, y));
            else WriteShades(session.Output, names[x], names[y], project(x, y), areSums);
        }
    }

    private static void WriteNumbers(Session session, string corner, BinNames x, BinNames y, double[] contents)
    {
        TextTable table = new([(corner, false), .. Enumerable.Range(0, x.Count).Select(i => (x[i, i + 1], true))]);
        for (int row = y.Count - 1; row >= 0; row--)
            table.Add([y[row, row + 1], .. Enumerable.Range(0, x.Count).Select(i => Number(contents[row * x.Count + i]))]);
        table.Write(session, session.Output);
    }

    // Rows of y, the highest first.
    private static void WriteShades(TextWriter to, BinNames x, BinNames y, double[] contents, bool areSums)
    {
        int across = (x.Count + MapWidth - 1) / MapWidth, up = (y.Count + MapHeight - 1) / MapHeight;
        int columns = (x.Count + across - 1) / across, rows = (y.Count + up - 1) / up;
        double[] cells = new double[rows * columns], counts = new double[rows * columns];
        for (int i = 0; i < contents.Length; i++)
        {
            if (!double.IsFinite(contents[i])) continue;
            int cell = i / x.Count / up * columns + i % x.Count / across;
            cells[cell] += contents[i];
            counts[cell]++;
        }
        for (int i = 0; i < cells.Length; i++) cells[i] = counts[i] == 0 ? double.NaN : areSums ? cells[i] : cells[i] / counts[i];
        double[] finite = [.. cells.Where(double.IsFinite)];
        double low = Math.Min(0, finite.DefaultIfEmpty(0).Min()), high = Math.Max(0, finite.DefaultIfEmpty(0).Max());
        string[] names = [.. Enumerable.Range(0, rows).Select(row => y[row * up, Math.Min((row + 1) * up, y.Count)])];
        int widest = names.Max(n => n.Length), each = Math.Clamp(MapWidth / 2 / columns, 1, WidestCell);
        for (int row = rows - 1; row >= 0; row--)
        {
            IEnumerable<string> shades = Enumerable.Range(0, columns)
                .Select(column => new string(Shade(cells[row * columns + column], low, high), each));
            to.WriteLine($"{names[row].PadLeft(widest)} |{string.Concat(shades)}|");
        }
        (string from, string end) = (Number(x.Edges[0]), Number(x.Edges[^1]));
        to.WriteLine($"{new string(' ', widest + 2)}{from}{end.PadLeft(Math.Max(end.Length + 1, columns * each - from.Length))}");
        to.WriteLine($"{Shades} from {Number(low)} to {Number(high)}; blank: {(low < 0 ? "nothing" : "0 or nothing")}");
    }

    private static char Shade(double content, double low, double high)
    {
        if (double.IsNaN(content) || (content == 0 && low >= 0)) return ' ';
        double place = high > low ? (content / 2 - low / 2) / (high / 2 - low / 2) : 0;
        return Shades[(int)Math.Clamp(place * Shades.Length, 0, Shades.Length - 1)];
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("G6", CultureInfo.InvariantCulture);
}
