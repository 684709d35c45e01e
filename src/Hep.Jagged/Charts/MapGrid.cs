namespace Hep.Jagged;

/// <summary>The bins of a heat map, neighbours put together until there are no more than a picture can show.</summary>
internal sealed record MapGrid(double[] XEdges, double[] YEdges, double[] Contents)
{
    private const int MostBins = 200;   // along each axis: a bin is then two or three pixels

    public int Columns => XEdges.Length - 1;

    public int Rows => YEdges.Length - 1;

    public static MapGrid Of(double[] xEdges, double[] yEdges, double[] contents, bool addsUp)
    {
        int columns = xEdges.Length - 1, rows = yEdges.Length - 1;
        int across = (columns + MostBins - 1) / MostBins, up = (rows + MostBins - 1) / MostBins;
        if (across == 1 && up == 1) return new MapGrid(xEdges, yEdges, contents);
        double[] x = Thin(xEdges, across), y = Thin(yEdges, up);
        double[] sums = new double[(x.Length - 1) * (y.Length - 1)], counts = new double[sums.Length];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
            {
                double content = contents[row * columns + column];
                if (double.IsNaN(content)) continue;
                int cell = row / up * (x.Length - 1) + column / across;
                sums[cell] += content;
                counts[cell]++;
            }
        for (int i = 0; i < sums.Length; i++) sums[i] = counts[i] == 0 ? double.NaN : addsUp ? sums[i] : sums[i] / counts[i];
        return new MapGrid(x, y, sums);
    }

    private static double[] Thin(double[] edges, int every)
    {
        List<double> kept = [];
        for (int i = 0; i < edges.Length - 1; i += every) kept.Add(edges[i]);
        kept.Add(edges[^1]);
        return [.. kept];
    }
}
