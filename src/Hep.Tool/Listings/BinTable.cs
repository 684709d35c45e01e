using System.Globalization;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>The bins of one axis as rows of a table.</summary>
internal static class BinTable
{
    private const int MostBins = 100;

    /// <summary>A row a bin: its range or label, and a number of each column.</summary>
    public static void Write(Session session, RootAxis axis, params IReadOnlyList<(string Heading, double[] Values)> columns)
    {
        BinNames names = BinNames.Of(axis);
        TextTable table = new(["bin", .. columns.Select(c => ">" + c.Heading)]);
        for (int bin = 0; bin < Math.Min(axis.BinCount, MostBins); bin++)
            table.Add([names[bin, bin + 1], .. columns.Select(c => c.Values[bin].ToString("G6", CultureInfo.InvariantCulture))]);
        table.Write(session, session.Output);
        if (axis.BinCount > MostBins)
            session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {axis.BinCount - MostBins} bins more"));
    }
}
