using System.Globalization;
using Hep.Jagged;
using Hep.Testing;
using Hep.Train.TorchSharp;

namespace Hep.Tool.Tests.Commands;

/// <summary>Training on folds at the prompt, and predictions that choose among the models.</summary>
[NonParallelizable]
public sealed class FoldVerbTests
{
    private const string Binary = """1""", Background = """0""", Heads = "";

    private static readonly string Signal = TestData.Sample("signal.root"), Other = TestData.Sample("background2.root");

    [OneTimeSetUp]
    public void RequireTorch()
    {
        if (!TorchSharpEngine.IsAvailable(out string? why)) Assert.Ignore(why);
    }

    [TestCase(Binary, Background, Heads, "score")]
    [TestCase("[1, \"MET_pt\", \"nJet % 3\"]", "[0, \"MET_pt\", \"nJet % 3\"]",
        """ "heads": { "signal": { "targets": 0 }, "met": { "targets": 1, "task": "regression" }, "kind": { "targets": 2 } }, """,
        "signal_score", "met_prediction", "kind_scores")]
    [TestCase("[\"MET_pt\", \"PV_npvs\"]", "[\"MET_pt\", \"PV_npvs\"]", Heads, "prediction")]
    [TestCase(null, null, """ "kind": "autoencoder", "latent": 3, """, "decoded")]
    public async Task Each_event_that_was_trained_on_is_scored_by_the_model_that_never_saw_it(
        string? signal, string? background, string network, params string[] outputs)
    {
        string folder = NewConfiguration(signal, background, network);

        ToolRun training = (await ToolRun.OfAsync("train c.json -o m.onnx --folds 3 --report", folder)).Succeeded();
        ToolRun run = (await ToolRun.OfAsync(
            ["predict", "m.fold*.onnx", Signal, TestData.Sample("background.root"), "-o", "all.npz"], folder)).Succeeded();

        Assert.That(training.Lines, Has.All.Length.LessThanOrEqualTo(100).And.All.Matches("^fold [012]  "));
        using NpzReader trained = NpzReader.Open(Path.Combine(folder, "m.scores.npz"));
        using NpzReader all = NpzReader.Open(Path.Combine(folder, "all.npz"));
        Dictionary<(long, long), int> rows = await RowsAsync(all);
        long[] entries = (await trained.ReadAsync("entries")).Values<long>().ToArray();
        int[] folds = (await trained.ReadAsync("fold")).Values<int>().ToArray();
        int[] told = (await all.ReadAsync("fold")).Values<int>().ToArray();
        Assert.That(folds, Has.Length.EqualTo(1000));
        Assert.That(folds.Index().Select(f => told[rows[(entries[2 * f.Index], entries[2 * f.Index + 1])]]), Is.EqualTo(folds));
        foreach (string output in outputs)
        {
            float[] expected = (await trained.ReadAsync(output)).Values<float>().ToArray();
            float[] scores = (await all.ReadAsync(output)).Values<float>().ToArray();
            int width = expected.Length / folds.Length;
            for (int row = 0; row < folds.Length; row++)
                Assert.That(scores[(rows[(entries[2 * row], entries[2 * row + 1])] * width)..][..width],
                    Is.EqualTo(expected[(row * width)..][..width]).Within(Tolerance(expected)));
        }
        Assert.That(run.Output, Does.Contain("16,000 events by the model of their fold, 0 by the mean of all 3"));
        string report = await File.ReadAllTextAsync(Path.Combine(folder, "report.html"));
        foreach (string output in outputs) Assert.That(report, Does.Contain($"<p>{output} ("));
        Assert.That(report, Does.Not.Contain("NaN"));
    }

    [Test]
    public async Task Events_of_other_files_are_scored_by_the_mean_unless_they_are_skims()
    {
        string folder = NewConfiguration(Binary, Background, Heads, "\"split_by\": [\"event\"],");
        (await ToolRun.OfAsync("train c.json -o m.onnx --folds 2", folder)).Succeeded();

        ToolRun mean = await PredictAsync("m.fold1.onnx", "m.fold0.onnx");
        ToolRun[] single = [await PredictAsync("m.fold0.onnx"), await PredictAsync("m.fold1.onnx")];
        ToolRun skim = await PredictAsync("m.fold0.onnx", "m.fold1.onnx", "--skims");

        Assert.That(mean.Lines[0], Is.EqualTo("source,entry,selected,score,fold"));
        double[][] alone = [.. single.Select(s => Column(s, 3))];
        double[] means = Column(mean, 3), folds = Column(skim, 4), skimmed = Column(skim, 3);
        Assert.That(Column(mean, 4), Is.All.EqualTo(-1));
        Assert.That(means, Is.EqualTo(alone[0].Zip(alone[1], (a, b) => (a + b) / 2)).Within(1e-6));
        Assert.That(folds.Distinct(), Is.EquivalentTo(new[] { 0.0, 1.0 }));
        Assert.That(skimmed, Is.EqualTo(folds.Select((f, i) => alone[(int)f][i])).Within(1e-6));
        Assert.That(mean.Error, Does.Contain("0 events by the model of their fold, 4,000 by the mean of all 2"));
        Assert.That(single[0].Error, Does.Contain("is one of 2 models, and learnt from all events but fold 0"));

        async Task<ToolRun> PredictAsync(params string[] words) =>
            (await ToolRun.OfAsync(["predict", .. words, Other, "-o", "-"], folder)).Succeeded();
    }

    [Test]
    public async Task Models_that_do_not_belong_together_are_refused()
    {
        string folder = NewConfiguration(Binary, Background, Heads);
        (await ToolRun.OfAsync("train c.json -o m.onnx --folds 3", folder)).Succeeded();
        (await ToolRun.OfAsync("train c.json -o other.onnx --folds 2", folder)).Succeeded();
        (await ToolRun.OfAsync("train c.json -o one.onnx", folder)).Succeeded();

        Assert.That(await RefusalAsync("m.fold0.onnx m.fold2.onnx"), Does.Contain("are of folds 0, 2 out of 0 to 2: give all models"));
        Assert.That(await RefusalAsync("m.fold*.onnx m.fold1.onnx"), Does.Contain("are both of fold 1"));
        Assert.That(await RefusalAsync("m.fold0.onnx other.fold1.onnx"), Does.Contain("divide entries in other ways"));
        Assert.That(await RefusalAsync("m.fold0.onnx one.onnx"), Does.Contain("'one' is not one of several that were trained on folds"));
        Assert.That(await RefusalAsync("m.fold*.onnx --skims"), Does.Contain("train with 'split_by'"));
        Assert.That(await RefusalAsync("one.onnx --skims"), Does.Contain("--skims is for all models"));
        Assert.That(await RefusalAsync("none*.onnx"), Does.Contain("No file matches"));

        async Task<string> RefusalAsync(string words)
        {
            ToolRun run = await ToolRun.OfAsync(["predict", .. words.Split(' '), Signal], folder);
            Assert.That(run.ExitCode, Is.Not.Zero);
            return run.Error;
        }
    }

    [Test]
    public async Task An_autoencoder_whose_folds_have_unlike_cells_is_refused_before_it_is_trained()
    {
        string folder = NewConfiguration(null, null, """ "kind": "autoencoder", """,
            features: """ "columns": ["nJet"], "categorical": { "nJet": "auto" } """);

        ToolRun run = await ToolRun.OfAsync("train c.json -o m.onnx --folds 40 --validate", folder);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Does.Contain("Not all folds have a cell 'nJet="));
    }

    private static string NewConfiguration(string? signal, string? background, string network, string training = "", string features =
        """ "columns": ["MET_pt", "PV_npvs", "Jet_pt"], "collections": { "Jet": { "length": 3 } }, "scaling": { "*": "standard" } """)
    {
        string folder = TestData.NewFolder();
        File.WriteAllText(Path.Combine(folder, "c.json"), $$"""
            {
              "dataset": { "sources": [
                  { "files": ["{{Signal}}"], {{Label(signal)}} "entries": [0, 500] },
                  { "files": ["{{TestData.Sample("background.root")}}"], {{Label(background)}} "entries": [0, 500] } ] },
              "features": { {{features}} },
              "network": { {{network}} "layers": [8] },
              "training": { {{training}} "epochs": 2, "batch": 100, "seed": 4 }
            }
            """);
        return folder;

        static string Label(string? label) => label is null ? "" : $"\"label\": {label},";
    }

    private static async Task<Dictionary<(long, long), int>> RowsAsync(NpzReader scores)
    {
        long[] entries = (await scores.ReadAsync("entries")).Values<long>().ToArray();
        return Enumerable.Range(0, entries.Length / 2).ToDictionary(row => (entries[2 * row], entries[2 * row + 1]));
    }

    // 1e-6 of scores; of quantities in units of their own of their size.
    private static double Tolerance(float[] expected) => 1e-6 * Math.Max(1, expected.Max(e => Math.Abs(e)));

    private static double[] Column(ToolRun run, int column) =>
        [.. run.Lines.Skip(1).Select(l => double.Parse(l.Split(',')[column], CultureInfo.InvariantCulture))];
}
