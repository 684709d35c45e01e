namespace Hep.Jagged.Tests.PhaseSpace;

/// <summary>A plane whose cells are one wide and begin at −2, in plain loops over all objects of each cell: slow and obvious.</summary>
internal sealed record NaivePlane(int Nx, int Ny, bool WrapX, bool WrapY, bool IsExplicit, string[] Channels, string Rule)
{
    private const int Low = -2;

    public int Width => Channels.Length * Ny * Nx;

    public string ToJson() => FormattableString.Invariant($$"""
        {"x": "Jet_x", "y": "Jet_y", "x_bins": {{Bins(Nx)}}, "y_bins": {{Bins(Ny)}}, "wrap_x": {{Word(WrapX)}}, "wrap_y": {{Word(WrapY)}},
         "channels": [{{string.Join(", ", Channels.Select(c => $"\"{c}\""))}}], "collision": "{{Rule}}"}
        """);

    /// <summary>The cells of all events, row-major [events, channels, y, x], and how their objects (x, y, pt) fared.</summary>
    public (float[] Values, GridOccupancy Occupancy) Fill(double[][][] events)
    {
        List<float> values = [];
        int placed = 0, met = 0, all = events.Sum(e => e.Length);
        foreach (double[][] objects in events)
        {
            foreach (string channel in Channels)
                for (int y = 0; y < Ny; y++)
                    for (int x = 0; x < Nx; x++)
                        values.Add(Show(channel, [.. objects.Where(o => Lies(o[0], x, Nx, WrapX) && Lies(o[1], y, Ny, WrapY))]));
            for (int y = 0; y < Ny; y++)
                for (int x = 0; x < Nx; x++)
                {
                    int here = objects.Count(o => Lies(o[0], x, Nx, WrapX) && Lies(o[1], y, Ny, WrapY));
                    placed += here;
                    met += Math.Max(0, here - 1);
                }
        }
        return ([.. values], new GridOccupancy("Jet_x, Jet_y", placed, met, all - placed));
    }

    private float Show(string channel, double[][] here)
    {
        if (Rule == "first") here = here[..Math.Min(1, here.Length)];
        if (Rule == "last") here = here[Math.Max(0, here.Length - 1)..];
        double[] shown = [.. channel == "count" ? here.Select(_ => 1.0) : here.Select(o => o[2]).Where(double.IsFinite)];
        if (shown.Length == 0) return 0;
        return (float)(Rule == "max" || channel.StartsWith("max", StringComparison.Ordinal) ? shown.Max() : shown.Sum());
    }

    private static bool Lies(double value, int cell, int count, bool wraps)
    {
        while (wraps && value < Low) value += count;
        while (wraps && value >= Low + count) value -= count;
        return value >= Low + cell && value < Low + cell + 1;
    }

    private string Bins(int count)
    {
        string edges = $"[{string.Join(", ", Enumerable.Range(Low, count + 1))}]";
        return !IsExplicit ? $"[{count}, {Low}, {Low + count}]" : count == 2 ? $"[{edges}]" : edges;
    }

    private static string Word(bool truth) => truth ? "true" : "false";
}
