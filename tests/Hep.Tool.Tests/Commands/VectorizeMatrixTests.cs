using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary><c>hep vectorize --matrix</c>, from files to arrays.</summary>
public sealed class VectorizeMatrixTests
{
    private const double Pi = 3.14159265;

    private static string Sources => $$"""[ { "files": ["{{TestData.Sample("signal.root")}}"], "entries": [0, 300] } ]""";

    [Test]
    public async Task Matrix_writes_the_raw_objects_of_each_cell_and_tells_what_met_and_what_lay_outside()
    {
        string folder = await NewConfigurationAsync("c.json", $$"""
            { "dataset": { "sources": {{Sources}}, "where": "nJet >= 2" },
              "features": { "columns": ["Jet_pt"], "scaling": { "*": "standard" },
                            "collections": { "Jet": { "length": 1, "where": "Jet_pt > 15" } } },
              "grid": { "planes": [ { "x": "Jet_eta", "y": "Jet_phi", "x_bins": [4, -1, 1], "y_bins": [2, -3.14159265, 3.14159265],
                                      "wrap_y": true } ], "channels": ["count", "sum(Jet_pt)"], "collision": "sum" } }
            """);

        ToolRun run = (await ToolRun.OfAsync("vectorize c.json -o f.npz --matrix", folder)).Succeeded();

        (List<long> entries, List<float> cells, int placed, int met, int dropped) = await FillAsync();
        using NpzReader npz = NpzReader.Open(Path.Combine(folder, "f.npz"));
        NpyArray grid = await npz.ReadAsync("grid"), rows = await npz.ReadAsync("entries");
        Assert.That(grid.Shape, Is.EqualTo(new[] { entries.Count, 2, 2, 4 }));
        Assert.That(rows.Values<long>().ToArray().Where((_, i) => i % 2 == 1), Is.EqualTo(entries));
        Assert.That(grid.Values<float>().ToArray(), Is.EqualTo(cells).Within(1e-4));
        Assert.That(new[] { placed, met, dropped }, Has.All.GreaterThan(10));
        Assert.That(run.Error, Does.Contain(FormattableString.Invariant(
            $"Jet_eta, Jet_phi: {placed:N0} objects placed, {met:N0} ({100.0 * met / placed:0.##} %) of them in occupied cells; ")
            + FormattableString.Invariant($"{dropped:N0} outside the axes dropped.")));
    }

    [Test]
    public async Task Unlike_planes_are_arrays_of_their_own_and_features_may_be_left_out()
    {
        string folder = await NewConfigurationAsync("c.json", $$"""
            { "dataset": { "sources": {{Sources}} },
              "grid": { "planes": [ { "x": "MET_pt", "y": "nJet", "x_bins": [3, 0, 90], "y_bins": [2, 0, 8] },
                                    { "x": "Jet_eta", "y": "Jet_phi", "x_bins": [-2, 0, 1, 2], "y_bins": [4, -4, 4] } ] } }
            """);

        (await ToolRun.OfAsync("fit c.json -o s.json", folder)).Succeeded();
        (await ToolRun.OfAsync("vectorize c.json --stats s.json -o with.npz --matrix", folder)).Succeeded();
        (await ToolRun.OfAsync("vectorize c.json --stats s.json -o without.npz", folder)).Succeeded();

        using NpzReader with = NpzReader.Open(Path.Combine(folder, "with.npz"));
        using NpzReader without = NpzReader.Open(Path.Combine(folder, "without.npz"));
        Assert.That((await with.ReadAsync("grid_0")).Shape, Is.EqualTo(new[] { 300, 1, 2, 3 }));
        Assert.That((await with.ReadAsync("grid_1")).Shape, Is.EqualTo(new[] { 300, 1, 4, 3 }));
        Assert.That((await with.ReadAsync("features")).Shape, Is.EqualTo(new[] { 300, 0 }));
        Assert.That(without.Names, Does.Contain("features").And.None.StartsWith("grid"));
    }

    [Test]
    public async Task Matrix_without_the_key_grid_is_an_error_before_anything_is_read()
    {
        string folder = await NewConfigurationAsync(
            "c.json", $$"""{ "dataset": { "sources": {{Sources}} }, "features": { "columns": ["MET_pt"] } }""");

        ToolRun run = await ToolRun.OfAsync("vectorize c.json -o f.npz --matrix", folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("hep: c.json: --matrix needs the key 'grid'"));
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(new[] { "c.json" }));
    }

    /// <summary>The entries that pass, their cells [entries, channels, phi, eta] in plain loops, and how their jets fare.</summary>
    private static async Task<(List<long> Entries, List<float> Cells, int Placed, int Met, int Dropped)> FillAsync()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync("Events");
        List<long> entries = [];
        List<float> cells = [];
        int placed = 0, met = 0, dropped = 0;
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Jet_pt", "Jet_eta", "Jet_phi"]))
            using (batch)
                for (int i = 0; i < batch.EntryCount && batch.Identities.Entries[i] < 300; i++)
                {
                    ReadOnlySpan<float> pts = batch.Get<float>("Jet_pt")[i], etas = batch.Get<float>("Jet_eta")[i];
                    if (pts.Length < 2) continue;
                    entries.Add(batch.Identities.Entries[i]);
                    float[] row = new float[16];
                    for (int jet = 0; jet < pts.Length; jet++)
                    {
                        if (!(pts[jet] > 15)) continue;
                        float phi = batch.Get<float>("Jet_phi")[i][jet];
                        int x = (int)Math.Floor((etas[jet] + 1) / 0.5), y = phi < 0 && phi >= -Pi || phi >= Pi ? 0 : 1;
                        if (x is < 0 or > 3)
                        {
                            dropped++;
                            continue;
                        }
                        placed++;
                        if (row[y * 4 + x]++ > 0) met++;
                        row[8 + y * 4 + x] += pts[jet];
                    }
                    cells.AddRange(row);
                }
        return (entries, cells, placed, met, dropped);
    }

    private static async Task<string> NewConfigurationAsync(string name, string text)
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        return folder;
    }
}
