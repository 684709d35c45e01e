namespace Hep.Jagged.Benchmarks;

/// <summary>
/// Events like those of the demo: 13 flat columns, 11 of jets and 8 of muons, which share their counts; 2.5 jets and 1 muon an entry in
/// the mean.
/// </summary>
internal static class SampleEvents
{
    public const int EntryCount = 10_000;

    private static readonly string[] FlatColumns =
        ["MET_pt", "MET_phi", "MET_sumEt", "PV_x", "PV_y", "PV_z", "PV_chi2", "rho", "HT", "genWeight"];
    private static readonly string[] JetColumns = ["pt", "eta", "phi", "mass", "area", "btag", "qgl", "chEmEF", "chHEF", "neEmEF", "neHEF"];
    private static readonly string[] MuonColumns = ["pt", "eta", "phi", "mass", "dxy", "dz", "iso", "sip3d"];

    /// <summary>A batch with the same values each time.</summary>
    public static EntryBatch Make(int entries = EntryCount)
    {
        Random random = new(3);
        List<Column> columns = [.. FlatColumns.Select(name => Column.Create(name, Numbers(random, entries)))];
        int[] vertices = new int[entries];
        for (int i = 0; i < entries; i++) vertices[i] = 1 + random.Next(60);
        columns.Add(Column.Create("PV_npvs", vertices));
        AddCollection(columns, random, entries, "Jet", JetColumns, longest: 6);
        AddCollection(columns, random, entries, "Muon", MuonColumns, longest: 3);
        return new EntryBatch(columns, EntryIdentities.Range(EntrySource.None, 0, entries));
    }

    private static void AddCollection(List<Column> columns, Random random, int entries, string collection, string[] members, int longest)
    {
        int[] counts = new int[entries];
        using SharedMemory<int> offsets = SharedMemory<int>.Rent(entries + 1);
        offsets.Span[0] = 0;
        for (int i = 0; i < entries; i++) offsets.Span[i + 1] = offsets.Span[i] + (counts[i] = random.Next(longest));
        columns.Add(Column.Create("n" + collection, counts));
        foreach (string member in members)
        {
            ColumnSchema schema = new($"{collection}_{member}", ElementType.Float32, Dimension.Variable) { Counter = "n" + collection };
            columns.Add(new Column<float>(schema, entries, SharedMemory<float>.Copy(Numbers(random, offsets.Span[^1])), offsets.Share()));
        }
    }

    /// <summary>Falling momenta: exponential with mean 30, from 0.</summary>
    private static float[] Numbers(Random random, int count)
    {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float)(-30 * Math.Log(1 - random.NextDouble()));
        return numbers;
    }
}
