using System.Diagnostics;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary><c>hep train</c> over interruptions, on folds, and what <c>hep inspect</c> says of its models.</summary>
[NonParallelizable]
public sealed class TrainingVerbTests
{
    private static readonly string Samples = Path.Combine(TestData.Repository, "samples", "data");

    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = TestData.NewFolder();
        File.WriteAllText(Path.Combine(_folder, "c.json"), $$"""
            {
              "dataset": { "sources": [ { "files": ["{{Samples}}/signal.root"], "label": 1, "entries": [0, 3000] },
                                        { "files": ["{{Samples}}/background.root"], "label": 0, "entries": [0, 3000] } ] },
              "features": { "columns": ["MET_pt", "PV_npvs", "Jet_pt"], "collections": { "Jet": { "length": 3 } },
                  "scaling": { "*": "standard" } },
              "network": { "layers": [16, 8], "dropout": 0.2 },
              "training": { "epochs": 6, "batch": 16, "patience": 0, "seed": 5, "schedule": { "kind": "cosine", "warm_up": 30 } }
            }
            """);
    }

    /// <summary>A process that is killed at some moment, again and again, ends with the bits of one that was not.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "signals are Unix's")]
    public async Task A_training_that_is_killed_goes_on_where_it_was()
    {
        await TrainAsync("train c.json -o whole.onnx");
        Random random = new(Environment.TickCount);
        int kills = 0;
        for (int attempt = 0; attempt < 40 && !File.Exists(Path.Combine(_folder, "m.onnx")); attempt++)
        {
            bool isBegun = Newest().Length > 0;
            using Process hep = Start($"train c.json -o m.onnx --{(isBegun ? "resume" : "checkpoint")} state --checkpoint-every 20");
            // at first when a checkpoint was written, then at any moment behind it
            Task end = hep.WaitForExitAsync();
            string last = Newest();
            while (!end.IsCompleted && Newest() == last) await Task.Delay(5);
            await Task.WhenAny(end, Task.Delay(kills < 4 ? random.Next(120) : 60_000));
            if (hep.HasExited) continue;
            hep.Kill();
            kills++;
            await end;
        }

        TestContext.Out.WriteLine($"killed {kills} times");
        Assert.That(kills, Is.GreaterThan(0));
        Assert.That(Graph("m.onnx"), Is.EqualTo(Graph("whole.onnx")));

        string Newest() => !Directory.Exists(Path.Combine(_folder, "state")) ? ""
            : Directory.EnumerateFiles(Path.Combine(_folder, "state"), "*.safetensors").Max() ?? "";
    }

    [TestCase("--checkpoint state")]
    [TestCase("--resume state")]
    [TestCase("--resume state --folds 3")]
    public async Task Boosted_trees_that_are_to_go_on_are_refused_before_files_are_opened(string option)
    {
        File.WriteAllText(Path.Combine(_folder, "c.json"),
            File.ReadAllText(Path.Combine(_folder, "c.json")).Replace("signal.root", "nowhere.root", StringComparison.Ordinal));

        ToolRun run = await ToolRun.OfAsync($"train c.json --engine mlnet -o m.onnx {option}", _folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("The engine mlnet cannot go on from a checkpoint: leave out --checkpoint and --resume"));
    }

    [Test]
    public async Task A_model_says_whether_it_was_changed()
    {
        await TrainAsync("train c.json -o m.onnx");
        OnnxModel changed = OnnxModel.Load(Path.Combine(_folder, "m.onnx"));
        changed.Metadata[OnnxModel.CardKey] = changed.Metadata[OnnxModel.CardKey].Replace("\"seed\":5", "\"seed\":6",
            StringComparison.Ordinal);
        changed.Save(Path.Combine(_folder, "changed.onnx"));

        ToolRun whole = await ToolRun.OfAsync("inspect m.onnx --verify", _folder);
        ToolRun broken = await ToolRun.OfAsync("inspect changed.onnx --verify", _folder);

        Assert.That(whole.Succeeded().Output, Does.Match("m.onnx: sha256:[0-9a-f]{64} fits"));
        Assert.That((broken.ExitCode, broken.Error), Is.EqualTo((1,
            $"hep: {Path.Combine(_folder, "changed.onnx")} was changed since it was trained: "
                + "its digest does not fit graph, weights, pipeline and card.\n")));
    }

    [Test]
    public async Task Folds_give_models_and_the_scores_of_what_they_never_saw()
    {
        ToolRun run = await TrainAsync("train c.json -o m.onnx --folds 3 --report");

        Assert.That(Directory.GetFiles(_folder).Select(Path.GetFileName), Is.SupersetOf(new[]
            { "m.fold0.onnx", "m.fold1.onnx", "m.fold2.onnx", "m.fold2.history.json", "m.scores.npz", "report.html" }));
        CardFold fold = OnnxModel.Load(Path.Combine(_folder, "m.fold2.onnx")).Card!.Fold!;
        Assert.That((fold.Fold, fold.Count), Is.EqualTo((2, 3)));
        using NpzReader scores = NpzReader.Open(Path.Combine(_folder, "m.scores.npz"));
        NpyArray score = await scores.ReadAsync("score");
        Assert.That(score.Shape, Is.EqualTo([6000, 1]));
        Assert.That(run.Error, Does.Contain("out of fold auc 0."));
    }

    [Test]
    public async Task Wrong_words_about_checkpoints_are_refused()
    {
        Assert.That((await ToolRun.OfAsync("train c.json --checkpoint a --resume b", _folder)).Error,
            Does.Contain("leave out --checkpoint"));
        Assert.That((await ToolRun.OfAsync("train c.json --checkpoint a --checkpoint-every often", _folder)).Error,
            Does.Contain("'often' is no interval"));
        Assert.That((await ToolRun.OfAsync("train c.json --folds 1", _folder)).Error, Does.Contain("from 2 to 100"));
    }

    private async Task<ToolRun> TrainAsync(string line)
    {
        ToolRun run = await ToolRun.OfAsync(line, _folder);
        if (run.Error.Contains("cannot be used here", StringComparison.Ordinal)) Assert.Ignore(run.Error);
        return run.Succeeded();
    }

    private Process Start(string line) => Process.Start(new ProcessStartInfo("dotnet",
        ["exec", ToolProcess.BuiltProgram(Path.Combine("src", "Hep.Tool")), .. line.Split(' ')])
    { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private byte[] Graph(string name)
    {
        OnnxModel model = OnnxModel.Load(Path.Combine(_folder, name));
        model.Metadata.Clear();
        return model.ToArray();
    }
}
