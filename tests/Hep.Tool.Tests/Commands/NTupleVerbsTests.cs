using System.IO.Compression;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary>Verbs that read trees give the same where the tree is an RNTuple.</summary>
public sealed class NTupleVerbsTests
{
    private const string Configuration = """
        {
          "dataset": { "sources": [ { "files": ["signal.root"], "label": 1 }, { "files": ["background2.root"], "label": 0 } ],
                       "define": { "Jet_fraction": "Jet_pt / sum(Jet_pt)" }, "where": "nJet >= 1" },
          "features": { "columns": ["MET_pt", "PV_npvs", "Jet_pt", "Jet_eta", "Jet_fraction"], "scaling": { "*": "standard" },
            "collections": { "Jet": { "members": ["Jet_*"], "length": 4, "where": "Jet_pt > 30", "order_by": "-Jet_pt" } } },
          "network": { "layers": [8] },
          "training": { "epochs": 2, "batch": 64, "seed": 5 }
        }
        """;

    private string _trees = "", _ntuples = "";

    [OneTimeSetUp]
    public async Task CopyAsync()
    {
        _trees = TestData.NewFolder();
        _ntuples = TestData.NewFolder();
        foreach (string name in (string[])["signal.root", "background2.root"])
        {
            File.Copy(TestData.Sample(name), Path.Combine(_trees, name));
            await using RootTree tree = await RootTree.OpenAsync(TestData.Sample(name));
            await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(_ntuples, name));
            await output.WriteTreeAsync("Events", tree.AsSource(),
                new() { Format = TreeFormat.RNTuple, ClusterBytes = 300_000, BasketBytes = 9_000 });
            await output.CompleteAsync();
        }
        foreach (string folder in (string[])[_trees, _ntuples])
            await File.WriteAllTextAsync(Path.Combine(folder, "c.json"), Configuration);
    }

    [TestCase("show signal.root --columns event,MET_pt,Jet_pt,PV_cov,HLT_IsoMu24 --json")]
    [TestCase("show signal.root --columns event,Muon_*")]
    [TestCase("hist signal.root --expr Jet_pt/sum(Jet_pt)")]
    [TestCase("hist signal.root --expr MET_pt --json")]
    public async Task Entries_and_histograms_are_printed_alike(string line)
    {
        string expected = (await ToolRun.OfAsync(line, _trees)).Succeeded().Output;

        string found = (await ToolRun.OfAsync(line, _ntuples)).Succeeded().Output;

        Assert.That(found, Is.EqualTo(expected).And.Not.Empty);
    }

    [Test]
    public async Task Digests_differ_in_the_class_alone()
    {
        ToolRun expected = (await ToolRun.OfAsync("digest signal.root", _trees)).Succeeded();

        ToolRun found = (await ToolRun.OfAsync("digest signal.root", _ntuples)).Succeeded();

        Assert.That(found.Lines, Has.Count.EqualTo(57));
        Assert.That(found.Output.Replace("ROOT::RNTuple", "TTree").Replace("\"RNTuple\"", "\"TTree\""), Is.EqualTo(expected.Output));
    }

    [Test]
    public async Task Features_are_the_same_numbers()
    {
        foreach (string folder in (string[])[_trees, _ntuples])
        {
            (await ToolRun.OfAsync("fit c.json -o s.json", folder)).Succeeded();
            (await ToolRun.OfAsync("vectorize c.json --stats s.json -o v.npz", folder)).Succeeded();
        }

        foreach (string array in (string[])["features", "mask", "labels", "weights"])
            Assert.That(await ArrayAsync(_ntuples, "v.npz", array), Is.EqualTo(await ArrayAsync(_trees, "v.npz", array)), array);
    }

    [Test]
    public async Task Shuffling_loses_no_entry()
    {
        ToolRun run = (await ToolRun.OfAsync("shuffle c.json", _ntuples)).Succeeded();

        Assert.That(run.Lines, Is.Unique.And.Count.EqualTo(12_000));
        Assert.That(run.Lines, Is.Not.EqualTo(run.Lines.Order(StringComparer.Ordinal)));
    }

    [Test]
    public async Task A_model_is_trained_and_predicts_the_same_of_either_format()
    {
        ToolRun training = (await ToolRun.OfAsync("train c.json -o m.onnx", _ntuples)).Succeeded();
        File.Copy(Path.Combine(_ntuples, "m.onnx"), Path.Combine(_trees, "m.onnx"), overwrite: true);
        foreach (string folder in (string[])[_trees, _ntuples])
            (await ToolRun.OfAsync("predict m.onnx signal.root -o p.npz", folder)).Succeeded();

        Assert.That(training.Output, Does.Contain("epoch   2"));
        byte[] found = await ArrayAsync(_ntuples, "p.npz", "score");
        Assert.That(found, Has.Length.GreaterThan(8000 * sizeof(float)));
        Assert.That(found, Is.EqualTo(await ArrayAsync(_trees, "p.npz", "score")));
    }

    [Test]
    public async Task Records_stay_records_when_they_are_skimmed_and_merged()
    {
        string folder = TestData.NewFolder();
        using (EntryBatch jets = new(
            [
                Column.Create("vertex.x", 1f, 2, 3), Column.Create("vertex.y", 4f, 5, 6), Listed("jets.pt", [40f], [], [60, 70]),
                Listed("jets.eta", [1f], [], [2, 3]),
            ], EntryIdentities.Range(EntrySource.None, 0, 3)))
        {
            await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(folder, "a.root"));
            await using RootTreeWriter tree = await output.CreateTreeAsync("Events", new() { Format = TreeFormat.RNTuple });
            await tree.WriteAsync(jets);
            await tree.CompleteAsync();
            await output.CompleteAsync();
        }

        (await ToolRun.OfAsync("skim a.root -o s.root", folder)).Succeeded();
        (await ToolRun.OfAsync(["skim", "a.root", "-o", "two.root", "--where", "sum(`jets.pt`) > 0", "--columns", "jets.*"], folder))
            .Succeeded();
        (await ToolRun.OfAsync("merge m.root a.root s.root", folder)).Succeeded();
        (await ToolRun.OfAsync("skim m.root -o last.root --entries 3:", folder)).Succeeded();

        (await ToolRun.OfAsync("diff a.root s.root", folder)).Succeeded();
        (await ToolRun.OfAsync("diff a.root last.root", folder)).Succeeded();
        foreach ((string name, int columns) in ((string, int)[])[("a.root", 4), ("s.root", 4), ("two.root", 2), ("m.root", 4)])
        {
            await using RootTree tree = await RootTree.OpenAsync(Path.Combine(folder, name));
            Assert.That((tree.ClassName, tree.Columns.Count), Is.EqualTo(("ROOT::RNTuple", columns)), name);
            Assert.That(tree.Schema["jets.eta"].Counter, Is.EqualTo("jets_"), name);
        }

        static Column Listed(string name, params float[][] lists)
        {
            using Column<float> column = Column.CreateJagged(name, lists);
            return column.ShareAs(column.Schema with { Counter = "jets_" });
        }
    }

    // Its bytes, shape and type among them.
    private static async Task<byte[]> ArrayAsync(string folder, string file, string array)
    {
        using ZipArchive zip = ZipFile.OpenRead(Path.Combine(folder, file));
        await using Stream stored = zip.GetEntry(array + ".npy")!.Open();
        using MemoryStream bytes = new();
        await stored.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
