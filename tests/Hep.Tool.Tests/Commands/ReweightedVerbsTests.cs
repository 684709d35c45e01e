using Hep.Jagged;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary>The key <c>dataset.reweight</c> at the prompt.</summary>
public sealed class ReweightedVerbsTests
{
    private static string Sources =>
        $$"""[ { "files": ["{{TestData.Sample("signal.root")}}"], "label": 1, "entries": [0, 600] }, """
        + $$"""{ "files": ["{{TestData.Sample("background.root")}}"], "label": 0, "weight": "0.5 + MET_pt / 50", "entries": [0, 900] } ]""";

    private static string Reweighted(string? to, string column = "lead_pt") => $$"""
        {
          "dataset": {
            "sources": {{Sources}}, "define": { "lead_pt": "Jet_pt[0]" }, "where": "nJet >= 1",
            {{(to is null ? "" : $$"""
                "reweight": { "columns": { "{{column}}": [20, 40, 100] }, "to": {{to}} }
                """)}}
          },
          "features": { "columns": ["lead_pt"] },
        }
        """;

    [Test]
    public async Task Weights_make_classes_flat_in_bins_and_statistics_keep_the_factors()
    {
        string folder = await NewConfigurationAsync("c.json", Reweighted("\"flat\""));

        ToolRun fit = (await ToolRun.OfAsync("fit c.json -o s.json", folder)).Succeeded();
        (await ToolRun.OfAsync("vectorize c.json --stats s.json -o kept.npz", folder)).Succeeded();
        (await ToolRun.OfAsync("vectorize c.json -o now.npz", folder)).Succeeded();

        Assert.That(fit.Output, Does.Contain("largest factor"));
        Assert.That(fit.Error, Does.Contain("Class 1:").And.Contain("lie outside the bins"));
        Dictionary<(float, int), double> sums = await SumsOfWeightsAsync(Path.Combine(folder, "kept.npz"));
        Assert.That(sums, Has.Count.EqualTo(4));
        Assert.That(sums.Values, Has.All.EqualTo(sums.Values.Average()).Within(1e-6 * sums.Values.Average()));
        Assert.That(await SumsOfWeightsAsync(Path.Combine(folder, "now.npz")), Is.EqualTo(sums));
    }

    [Test]
    public async Task Statistics_that_hold_no_weights_of_classes_or_others_are_refused()
    {
        string folder = await NewConfigurationAsync("c.json", Reweighted("0"));
        await File.WriteAllTextAsync(Path.Combine(folder, "flat.json"), Reweighted("\"flat\""));
        await File.WriteAllTextAsync(Path.Combine(folder, "none.json"), Reweighted(null));
        (await ToolRun.OfAsync("fit flat.json -o flat.stats", folder)).Succeeded();
        (await ToolRun.OfAsync("fit none.json -o none.stats", folder)).Succeeded();

        ToolRun other = await ToolRun.OfAsync("vectorize c.json --stats flat.stats -o f.npz", folder);
        ToolRun none = await ToolRun.OfAsync("vectorize c.json --stats none.stats -o f.npz", folder);

        Assert.That((other.ExitCode, none.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(other.Error, Does.Contain("taken in another way than dataset.reweight says"));
        Assert.That(none.Error, Does.Contain("hold no weights of classes").And.Contain("hep fit"));
    }

    [Test]
    public async Task Weights_of_classes_need_a_label_and_columns_that_are_there()
    {
        string folder = await NewConfigurationAsync("c.json", Reweighted("0", "abs(MET_ptt)"));
        await File.WriteAllTextAsync(Path.Combine(folder, "l.json"), $$"""
            {
              "dataset": { "sources": [{ "files": ["{{TestData.Sample("signal.root")}}"] }],
                           "reweight": { "columns": { "MET_pt": [0, 100] } } },
              "features": { "columns": ["MET_pt"] },
            }
            """);

        ToolRun column = await ToolRun.OfAsync("fit c.json", folder), label = await ToolRun.OfAsync("train l.json --validate", folder);

        Assert.That((column.ExitCode, label.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(column.Error, Does.Contain("c.json: dataset.reweight.columns: ").And.Contain("Nearest: MET_pt"));
        Assert.That(label.Error, Does.Contain("l.json: dataset.reweight: classes are told by one label"));
    }

    /// <summary>The sum of weights by label and bin of lead_pt, which is the only cell; what lies outside must weigh nothing.</summary>
    private static async Task<Dictionary<(float Label, int Bin), double>> SumsOfWeightsAsync(string path)
    {
        using NpzReader npz = NpzReader.Open(path);
        float[] pt = (await npz.ReadAsync("features")).Values<float>().ToArray(),
            labels = (await npz.ReadAsync("labels")).Values<float>().ToArray(),
            weights = (await npz.ReadAsync("weights")).Values<float>().ToArray();
        Dictionary<(float, int), double> sums = [];
        for (int i = 0; i < pt.Length; i++)
        {
            (float, int) place = (labels[i], pt[i] < 40 ? 0 : 1);
            if (pt[i] is >= 20 and < 100) sums[place] = sums.GetValueOrDefault(place) + weights[i];
            else Assert.That(weights[i], Is.Zero);
        }
        return sums;
    }

    private static async Task<string> NewConfigurationAsync(string name, string text)
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        return folder;
    }
}
