using System.Text.Json;
using Hep.Inference.Server;
using Hep.Jagged;
using Hep.Testing;
using Hep.Tool.Serving;

namespace Hep.Tool.Tests.Commands;

/// <summary>Trains one small model, and takes it through every verb that knows models.</summary>
[NonParallelizable]
public sealed class ServingVerbsTests
{
    private const string TokenVariable = "HEP_TOKEN";

    private string _folder = "";

    [OneTimeSetUp]
    public async Task Train_a_model()
    {
        _folder = TestData.NewFolder(nameof(ServingVerbsTests));
        await File.WriteAllTextAsync(Path.Combine(_folder, "c.json"), $$"""
            {
              "dataset": { "sources": [ { "files": ["{{TestData.Sample("signal.root")}}"], "label": 1, "entries": [0, 2000] },
                                        { "files": ["{{TestData.Sample("background.root")}}"], "label": 0, "entries": [0, 2000] } ],
                           "where": "nJet >= 1" },
              "features": { "columns": ["MET_pt", "Jet_pt"], "scaling": { "*": "standard" } },
              "network": { "layers": [8] },
              "training": { "epochs": 2, "seed": 3 }
            }
            """);
        ToolRun run = await ToolRun.OfAsync("train c.json -o m.onnx --report", _folder);
        if (run.Error.Contains("cannot be used here", StringComparison.Ordinal)) Assert.Ignore(run.Error);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Lines, Has.Count.EqualTo(2));
        Assert.That(run.Lines[0],
            Does.Match(@"^epoch +1  loss \d\.\d{4}  val_loss \d\.\d{4}  auc 0\.\d{4} +[\d,]+ samples/s  waited \d+\.\d\d s"));
    }

    [Test]
    public void Training_writes_model_history_and_report()
    {
        Assert.That(Directory.GetFiles(_folder).Select(Path.GetFileName),
            Is.SupersetOf(new[] { "m.onnx", "m.history.json", "report.html" }));
        using JsonDocument history = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "m.history.json")));
        Assert.That(history.RootElement.GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Validate_checks_without_training()
    {
        ToolRun run = (await ToolRun.OfAsync("train c.json --validate", _folder)).Succeeded();

        Assert.That(run.Output, Does.StartWith("c.json fits its data: 4,000 entries"));
        Assert.That(File.Exists(Path.Combine(_folder, "c.onnx")), Is.False);
    }

    [Test]
    public async Task A_model_on_standard_output_is_alone_there()
    {
        ToolRun run = (await ToolRun.OfAsync("train c.json -o -", _folder)).Succeeded();

        Assert.That(Onnx.OnnxModel.Load(run.OutputBytes).Card!.History, Has.Count.EqualTo(2));
        Assert.That(run.Error, Does.StartWith("epoch   1  loss "));
    }

    [Test]
    public async Task A_file_that_a_service_refuses_is_named_with_the_service()
    {
        InferenceServerOptions options = new()
        {
            ModelsFolder = Path.Combine(_folder, "refusing"),
            TokenFile = Path.Combine(_folder, "refusing.token"),
        };
        await using ServiceHost service =
            await ServiceHost.StartAsync(options, new(["http://127.0.0.1:0"]), null, TextWriter.Null, default);
        string url = service.Addresses[0];

        ToolRun run = await ToolRun.OfAsync(["upload", "m.onnx", "--to", url], _folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith($"hep: '{Path.Combine(_folder, "m.onnx")}' was not taken by {url}: "));
    }

    [Test]
    public async Task An_engine_at_the_prompt_trains_in_place_of_the_configuration_s()
    {
        ToolRun run = (await ToolRun.OfAsync("train c.json --engine mlnet -o -", _folder)).Succeeded();

        Onnx.ModelCard card = Onnx.OnnxModel.Load(run.OutputBytes).Card!;
        Assert.That(card.Engine, Does.StartWith("mlnet "));
        Assert.That(card.Model!.Value.GetProperty("kind").GetString(), Is.EqualTo("boosted_trees"));
        Assert.That(run.Error, Does.StartWith("hep train: 'mlnet").And.Contain("epoch   1  loss "));   // it has no use for epochs
    }

    [Test]
    public async Task An_unknown_engine_is_named()
    {
        ToolRun run = await ToolRun.OfAsync("train c.json --engine torchsarp -o x.onnx", _folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("no engine 'torchsarp'. Nearest: torchsharp."));
    }

    [Test]
    public async Task Inspect_shows_inputs_outputs_pipeline_and_card()
    {
        ToolRun table = (await ToolRun.OfAsync("inspect m.onnx", _folder)).Succeeded();
        ToolRun json = (await ToolRun.OfAsync("inspect m.onnx --json", _folder)).Succeeded();

        Assert.That(table.Output, Does.Contain("features").And.Contain("score").And.Contain("validation auc").And.Contain("Gemm"));
        using JsonDocument document = JsonDocument.Parse(json.Lines.Single());
        Assert.That(document.RootElement.GetProperty("outputs")[0].GetProperty("name").GetString(), Is.EqualTo("score"));
        Assert.That(document.RootElement.GetProperty("card").GetProperty("history").GetArrayLength(), Is.EqualTo(2));
        Assert.That(document.RootElement.GetProperty("pipeline").ValueKind, Is.EqualTo(JsonValueKind.Object));
    }

    [Test]
    public async Task Predict_writes_scores_selection_and_entries()
    {
        (await ToolRun.OfAsync(["predict", "m.onnx", TestData.Sample("background2.root"), "-o", "p.npz", "--force"], _folder)).Succeeded();
        ToolRun csv = (await ToolRun.OfAsync(["predict", "m.onnx", TestData.Sample("background2.root"), "-o", "-"], _folder)).Succeeded();

        using NpzReader npz = NpzReader.Open(Path.Combine(_folder, "p.npz"));
        NpyArray score = await npz.ReadAsync("score"), selected = await npz.ReadAsync("selected"), entries = await npz.ReadAsync("entries");
        Assert.That(score.Shape, Is.EqualTo(new[] { 4000, 1 }));
        Assert.That(entries.Values<long>().ToArray()[^2..], Is.EqualTo(new long[] { 0, 3999 }));
        bool[] passed = selected.Values<bool>().ToArray();
        Assert.That(passed, Has.Some.False.And.Some.True);
        // what fails the cut has no score
        Assert.That(passed.Zip(score.Values<float>().ToArray()).All(p => p.First == float.IsFinite(p.Second)), Is.True);
        (await ToolRun.OfAsync(["predict", "m.onnx", TestData.Sample("background2.root"), "-o", "p.csv", "--force"], _folder)).Succeeded();
        Assert.That(File.ReadAllText(Path.Combine(_folder, "p.csv")), Is.EqualTo(csv.Output));
        Assert.That(csv.Lines[0], Is.EqualTo("source,entry,selected,score"));
        Assert.That(csv.Lines, Has.Count.EqualTo(4001));
        Assert.That(csv.Error, Does.Contain("4,000 events"));
    }

    [Test]
    public async Task A_model_is_uploaded_listed_asked_and_deleted()
    {
        InferenceServerOptions options = new()
        {
            ModelsFolder = Path.Combine(_folder, "models"),
            TokenFile = Path.Combine(_folder, "token"),
        };
        await using ServiceHost service =
            await ServiceHost.StartAsync(options, new(["http://127.0.0.1:0"]), null, TextWriter.Null, default);
        string url = service.Addresses[0];
        Environment.SetEnvironmentVariable(TokenVariable, Inference.AccessTokenFile.ReadOrCreate(options.TokenFile));
        try
        {
            ToolRun uploaded = (await ToolRun.OfAsync(["upload", "m.onnx", "--to", url, "--name", "higgs"], _folder)).Succeeded();
            ToolRun listed = (await ToolRun.OfAsync(["models", url])).Succeeded();
            ToolRun other = (await ToolRun.OfAsync(["models", url, "zprime", "--json"])).Succeeded();
            ToolRun local =
                (await ToolRun.OfAsync(["predict", "m.onnx", TestData.Sample("background2.root"), "-o", "-"], _folder)).Succeeded();
            ToolRun remote = (await ToolRun.OfAsync(
                ["predict", url + "/v2/models/higgs", TestData.Sample("background2.root"), "-o", "-"], _folder)).Succeeded();
            ToolRun alone = (await ToolRun.OfAsync(["predict", url, TestData.Sample("background2.root")], _folder)).Succeeded();
            ToolRun deleted = (await ToolRun.OfAsync(["models", "delete", "higgs", "--at", url])).Succeeded();
            ToolRun gone = await ToolRun.OfAsync(["predict", url, TestData.Sample("background2.root")], _folder);

            Assert.That(uploaded.Output, Does.Match(@"^higgs version 1 sha256:[0-9a-f]{64}\n$"));
            Assert.That(listed.Output, Does.Contain("higgs").And.Contain("sha256:"));
            Assert.That(other.Output, Is.EqualTo("{\"models\":[]}\n"));
            Assert.That(remote.Output, Is.EqualTo(local.Output));
            Assert.That(alone.Output, Does.Contain("4,000 events"));
            Assert.That(deleted.Output, Is.EqualTo("higgs deleted\n"));
            Assert.That(gone.ExitCode, Is.EqualTo(1));
            Assert.That(gone.Error, Does.Contain("has no model"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(TokenVariable, null);
        }
    }

    [TestCase("serve --repository Host=db;Passwort=s3cr3t --blobs s3://hep", "connection string of PostgreSQL")]
    [TestCase("serve --repository Host=db;Password=s3cr3t", "--blobs")]
    [TestCase("serve --repository Host=127.0.0.1;Port=9;Password=s3cr3t --blobs s3://hep?endpoint=http://127.0.0.1:9", "127.0.0.1:9")]
    [TestCase("serve --repository Host=db;Password=s3cr3t --blobs https://user:s3cr3t@s3.example.org/hep", "s3://BUCKET/PREFIX")]
    [TestCase("migrate-repository --repository Host=db;Password=s3cr3t", "--repository and --blobs")]
    public async Task A_shared_repository_that_cannot_be_is_said_to_be_so_without_its_password(string line, string why)
    {
        ToolRun run = await ToolRun.OfAsync($"{line} --models {_folder}/replica", _folder);

        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.Contain(why).And.Not.Contain("s3cr3t").And.Not.Contain("   at "));
    }

    [Test]
    public async Task A_service_that_is_not_there_is_named()
    {
        ToolRun run = await ToolRun.OfAsync("models http://127.0.0.1:9");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("127.0.0.1:9").And.Not.Contain("   at "));
    }
}
