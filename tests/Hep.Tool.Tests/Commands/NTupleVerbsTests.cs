using System.IO.Compression;
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
