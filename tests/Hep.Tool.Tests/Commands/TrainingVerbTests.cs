using System.Diagnostics;
using System.Text.Json.Nodes;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Testing;
using Hep.Train.Python.Tests;

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
    public async Task The_card_has_the_whole_file_that_was_read()
    {
        await TrainAsync("train c.json -o m.onnx");

        string card = OnnxModel.Load(Path.Combine(_folder, "m.onnx")).Card!.Configuration!.Value.GetRawText();

        JsonNode file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "c.json")))!;
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(card), file), card);
        Assert.That(card, Does.Contain("\"label\":1"));
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
    public async Task Places_that_cannot_hold_results_are_refused_before_training()
    {
        ToolRun same = await ToolRun.OfAsync("train c.json -o y.onnx --report y.onnx --force", _folder);
        ToolRun missing = await ToolRun.OfAsync("train c.json -o y.onnx --report nowhere/r.html", _folder);
        ToolRun fold = await ToolRun.OfAsync("train c.json -o nowhere/y.onnx --folds 2", _folder);

        Assert.That((same.ExitCode, same.Output, same.Error), Is.EqualTo((1, "",
            "hep: 'y.onnx' would hold two results, of which one replaces the other: give one of them another name.\n")));
        Assert.That((missing.ExitCode, missing.Output), Is.EqualTo((1, "")));
        Assert.That((fold.ExitCode, fold.Output), Is.EqualTo((1, "")));
        Assert.That(Directory.GetFiles(_folder).Select(Path.GetFileName), Is.EqualTo(new[] { "c.json" }));
    }

    [Test]
    public async Task A_folder_to_resume_from_is_not_made()
    {
        ToolRun run = await ToolRun.OfAsync("train c.json --resume nowhere", _folder);

        Assert.That(run.Error, Does.Contain("There is no checkpoint in").Or.Contain("cannot be used here"));
        Assert.That(Directory.Exists(Path.Combine(_folder, "nowhere")), Is.False);
    }

    [Test]
    public async Task A_training_that_was_stopped_says_how_it_goes_on()
    {
        using CancellationTokenSource stop = new();
        Configure("\"epochs\": 6", "\"epochs\": 6000");
        Task<ToolRun> training = ToolRun.OfAsync(
            ["train", "c.json", "--checkpoint", "state", "--checkpoint-every", "20"], _folder, stop.Token);
        string state = Path.Combine(_folder, "state");
        while (!training.IsCompleted && !(Directory.Exists(state) && Directory.EnumerateFiles(state, "*.safetensors").Any()))
            await Task.Delay(5);
        await stop.CancelAsync();
        ToolRun run = await training;

        if (run.Error.Contains("cannot be used here", StringComparison.Ordinal)) Assert.Ignore(run.Error);
        Assert.That(run.ExitCode, Is.EqualTo(130), run.Error);
        Assert.That(run.Error, Does.EndWith("hep: stopped; --resume state goes on.\n"));
    }

    [TestCase("\"layers\": [16, 8]", "\"heads\": { \"a\": { \"targets\": 0 } }", "train c.json --engine mlnet --validate",
        "network.heads: the engine mlnet has no heads of its own")]
    [TestCase("\"layers\": [16, 8]", "\"heads\": { \"a\": { \"targets\": 0 }, \"b\": { \"targets\": [0, 1] } }", "train c.json --validate",
        "network.heads.b: there is no label 1, each entry has 1, from 0 on")]
    [TestCase("\"layers\": [16, 8]", "\"kind\": \"convolution\"", "train c.json --validate", "add the section 'grid'")]
    [TestCase("\"label\":", "\"weight\":", "train c.json --validate", "give each a 'label'")]
    [TestCase("\"layers\": [16, 8]", "\"layers\": [8]", "train c.json --engine python --validate", "The engine python runs a script")]
    [TestCase("\"network\":", "\"python\": { \"script\": \"no.py\" }, \"network\":", "train c.json --engine python --validate",
        "There is no script")]
    public async Task What_cannot_be_trained_is_found_by_validation(string from, string to, string line, string message)
    {
        Configure(from, to);

        ToolRun run = await ToolRun.OfAsync(line, _folder);

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Error, Does.Contain(message));
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

    /// <summary>A network, trees and a script in Python, each with the bits that it has alone.</summary>
    [Test]
    public async Task Several_engines_train_on_one_stream_and_are_compared()
    {
        Rewrite(c =>
        {
            c["training"]!.AsObject().Remove("schedule");   // a script has none
            c["training"]!["epochs"] = 3;
            c["mlnet"] = new JsonObject { ["boosted_trees"] = new JsonObject { ["iterations"] = 5 } };
            c["python"] = new JsonObject { ["script"] = "train.py", ["interpreter"] = Interpreter.With() };
        });
        File.WriteAllText(Path.Combine(_folder, "train.py"), SampleScripts.Logistic + "for batch in hep.batches(): step(batch)");
        string[] engines = ["torchsharp", "mlnet", "python"];
        foreach (string engine in engines) await TrainAsync($"train c.json -o alone.{engine}.onnx --engine {engine}");

        ToolRun run = await TrainAsync("train c.json -o m.onnx --engine torchsharp --engine mlnet --engine python --report");

        foreach (string engine in engines)
        {
            Assert.That(Graph($"m.{engine}.onnx"), Is.EqualTo(Graph($"alone.{engine}.onnx")), engine);
            Assert.That(Path.Combine(_folder, $"m.{engine}.history.json"), Does.Exist);
            Assert.That(run.Lines.Count(l => l.StartsWith(engine, StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(3));
            Assert.That(run.Error, Does.Contain($"m.{engine}.onnx: validation"));
        }
        string report = File.ReadAllText(Path.Combine(_folder, "report.html"));
        foreach (string engine in engines) Assert.That(report, Does.Contain($"{engine}, area 0.").And.Contain($"Loss of {engine}"));
        Assert.That(OnnxModel.Load(Path.Combine(_folder, "m.mlnet.onnx")).Card!.Training!.Value.GetProperty("engine").GetString(),
            Is.EqualTo("mlnet"));
    }

    [TestCase("--checkpoint state", "--checkpoint is for one engine")]
    [TestCase("--resume state", "--resume is for one engine")]
    [TestCase("--folds 3", "--folds is for one engine")]
    [TestCase("-o -", "give -o the name of a file")]
    [TestCase("--engine mlnet", "names the same engine twice")]
    [TestCase("--engine keras", "there is no engine 'keras'")]
    public async Task What_several_engines_cannot_do_is_refused(string words, string expected) =>
        Assert.That((await ToolRun.OfAsync($"train c.json --engine torchsharp --engine mlnet {words}", _folder)).Error,
            Does.Contain(expected));

    [Test]
    public async Task A_script_has_no_checkpoints_and_says_so_before_it_runs()
    {
        Rewrite(c =>
        {
            c["training"]!.AsObject().Remove("schedule");
            c["python"] = new JsonObject { ["script"] = "train.py", ["interpreter"] = "no-such-python" };
        });
        File.WriteAllText(Path.Combine(_folder, "train.py"), "1 / 0");

        ToolRun run = await ToolRun.OfAsync("train c.json --engine python --checkpoint state", _folder);

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1,
            "hep: The engine python cannot go on from a checkpoint: leave out --checkpoint and --resume. "
                + "Its training begins anew each time.\n")));
        Assert.That(Path.Combine(_folder, "state"), Does.Not.Exist);
    }

    private void Rewrite(Action<JsonObject> change)
    {
        string path = Path.Combine(_folder, "c.json");
        JsonObject configuration = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(configuration);
        File.WriteAllText(path, configuration.ToJsonString());
    }

    private void Configure(string from, string to)
    {
        string path = Path.Combine(_folder, "c.json"), text = File.ReadAllText(path);
        Assert.That(text, Does.Contain(from));
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
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
