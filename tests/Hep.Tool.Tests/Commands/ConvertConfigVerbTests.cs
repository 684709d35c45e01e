using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

public sealed class ConvertConfigVerbTests
{
    private const string Weaver = """
        treename: Events
        selection:
           ### comments and folded lines, as weaver's files have them
           (nJet >= 1) & (MET_pt > 10)
           & ~(nMuon > 2)
        new_variables:
           jet_mask: ak.ones_like(Jet_pt)
           jet_logpt: np.log(Jet_pt)
           has_muon: nMuon > 0
           has_none: ~(nMuon > 0)
        preprocess:
           method: manual
           data_fraction:
        inputs:
           jet_points:
              length: 6
              pad_mode: wrap
              vars:
                 - [Jet_eta, null]
                 - [Jet_phi, null]
           jet_features:
              length: 6
              pad_mode: wrap
              vars:
                 - [jet_logpt, 3.5, 0.7]
                 - Jet_mass
           jet_mask:
              length: 6
              vars:
                 - jet_mask
           met_features:
              length: 1
              vars:
                 - [MET_pt, 40, 0.02]
        labels:
           type: simple
           value: [has_none, has_muon]
        observers:
           - MET_phi
        weights:
        """;

    [Test]
    public async Task What_it_writes_is_a_configuration_that_fits_the_data()
    {
        string folder = await NewFileAsync(Weaver);

        string[] words = ["convert-config", "w.yaml", "--files", TestData.Sample("signal.root"), "-o", "c.json"];
        ToolRun run = (await ToolRun.OfAsync(words, folder)).Succeeded();
        (await ToolRun.OfAsync("train c.json --validate", folder)).Succeeded();
        (await ToolRun.OfAsync("vectorize c.json --tokens -o t.npz", folder)).Succeeded();

        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.Contain("hep convert-config: inputs.jet_mask.vars[0]: left out")
            .And.Contain("hep convert-config: observers: not needed").And.Not.Contain("--data-train"));
        using NpzReader npz = NpzReader.Open(Path.Combine(folder, "t.npz"));
        NpyArray tokens = await npz.ReadAsync("tokens_jet"), labels = await npz.ReadAsync("labels");
        Assert.That(tokens.Shape[1..], Is.EqualTo(new[] { 6, 4 }));
        Assert.That((await npz.ReadAsync("columns_jet")).Texts(),
            Is.EqualTo(new[] { "Jet_eta", "Jet_phi", "jet_logpt_scaled", "Jet_mass" }));
        Assert.That((await npz.ReadAsync("cells")).Texts(), Does.Contain("MET_pt_scaled"));
        Assert.That(labels.Values<float>().ToArray().Distinct(), Is.EquivalentTo(new float[] { 0, 1 }));
    }

    [Test]
    public async Task Weights_in_bins_become_those_of_the_dataset()
    {
        const string Variables = "new_variables:";
        string weaver = Weaver.Replace(Variables, Variables + "\n   lead: ak.max(Jet_pt, axis=1)", StringComparison.Ordinal);
        string folder = await NewFileAsync(weaver.Replace("weights:", """
            weights:
               use_precomputed_weights: false
               reweight_method: flat
               reweight_vars:
                  MET_pt: [0, 20, 40, 400]
                  lead: [0, 30, 1000]
               reweight_classes: [has_none, has_muon]
               class_weights: [1, 2]
            """, StringComparison.Ordinal));

        string[] words = ["convert-config", "w.yaml", "--files", TestData.Sample("signal.root"), "-o", "c.json"];
        (await ToolRun.OfAsync(words, folder)).Succeeded();
        (await ToolRun.OfAsync("fit c.json -o s.json", folder)).Succeeded();

        ClassWeights weights = FeatureStatistics.FromJson(await File.ReadAllTextAsync(Path.Combine(folder, "s.json"))).ClassWeights!;
        Assert.That(weights.Axes.Select(a => a.Column), Is.EqualTo(new[] { "MET_pt", "lead" }));
        double[] level = [.. weights.Classes.Select(c => c.Factors.Zip(c.Sums, (f, s) => f * s).Where(s => s > 0).Average())];
        Assert.That(level[1], Is.EqualTo(2 * level[0]).Within(1e-6 * level[1]));
    }

    [Test]
    public async Task Without_an_output_it_prints_and_quiet_leaves_the_warnings()
    {
        string folder = await NewFileAsync(Weaver);

        ToolRun run = (await ToolRun.OfAsync("convert-config w.yaml --quiet", folder)).Succeeded();

        JsonNode configuration = JsonNode.Parse(run.Output)!;
        Assert.That((string?)configuration["dataset"]!["where"], Is.EqualTo("nJet >= 1 && MET_pt > 10 && !(nMuon > 2)"));
        Assert.That((string?)configuration["dataset"]!["sources"]![0]!["tree"], Is.EqualTo("Events"));
        Assert.That((string?)configuration["training"]!["task"], Is.EqualTo("multiclass"));
        Assert.That(run.Error, Does.Contain("dataset.sources: weaver has the files on its command line"));
    }

    [TestCase("inputs:\n  pf_features:\n    length: 2\n    vars: [x]\nselection: np.sort(x)\n",
        "selection: np.sort has no counterpart here")]
    [TestCase("- a\n", "an object with weaver's keys")]
    [TestCase("input: {}\n", "Nearest: inputs")]
    public async Task What_cannot_be_converted_is_told_and_nothing_is_written(string yaml, string why)
    {
        string folder = await NewFileAsync(yaml);

        ToolRun run = await ToolRun.OfAsync("convert-config w.yaml -o c.json", folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("w.yaml: ").And.Contain(why));
        Assert.That(Path.Exists(Path.Combine(folder, "c.json")), Is.False);
    }

    private static async Task<string> NewFileAsync(string yaml)
    {
        string folder = TestData.NewFolder("weaver");
        await File.WriteAllTextAsync(Path.Combine(folder, "w.yaml"), yaml);
        return folder;
    }
}
