using System.Text.Json;
using Hep.Inference;
using Hep.Inference.Server;
using Hep.Onnx;
using Hep.Testing;
using Hep.Tool.Serving;

namespace Hep.Tool.Tests.Commands;

/// <summary>The repository of a service at the prompt.</summary>
[NonParallelizable]
public sealed class RepositoryVerbsTests
{
    private const string TokenVariable = "HEP_TOKEN";

    private readonly string _folder = TestData.NewFolder();
    private ServiceHost _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        InferenceServerOptions options = new() { ModelsFolder = Path.Combine(_folder, "models"), TokenFile = Path.Combine(_folder,
            "token") };
        _service = await ServiceHost.StartAsync(options, new ListenAddresses(["http://127.0.0.1:0"]), null, TextWriter.Null, default);
        Environment.SetEnvironmentVariable(TokenVariable, AccessTokenFile.ReadOrCreate(options.TokenFile));
        for (int bias = 1; bias <= 3; bias++) await File.WriteAllBytesAsync(Path.Combine(_folder, $"{bias}.onnx"), Model(bias));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Environment.SetEnvironmentVariable(TokenVariable, null);
        await _service.DisposeAsync();
    }

    [Test]
    public async Task Versions_are_tagged_promoted_rolled_back_deleted_and_brought_back()
    {
        await RunAsync("upload", "1.onnx", "--to", Url, "--name", "cms.sum", "--tag", "production", "--label", "campaign=2024", "--alias",
            "champion");
        await RunAsync("upload", "2.onnx", "--to", Url, "--name", "cms.sum");
        ToolRun again = await ToolRun.OfAsync(["upload", "2.onnx", "--to", Url, "--name", "cms.sum"], _folder);

        Assert.That(again.Output, Does.StartWith("cms.sum version 2 sha256:"));
        Assert.That(again.Error, Does.Contain("had this file already, as version 2"));
        Assert.That(await RunAsync("models", "tag", "cms.sum", "2", "b", "a", "--at", Url), Is.EqualTo("cms.sum version 2: a, b\n"));
        Assert.That(await RunAsync("models", "untag", "cms.sum", "2", "a", "b", "--at", Url), Is.EqualTo("cms.sum version 2: no tags\n"));
        Assert.That(await RunAsync("models", "promote", "cms.sum", "tag:production", "--at", Url),
            Is.EqualTo("cms.sum: version 1 answers (tag:production)\n"));
        Assert.That(await RunAsync("models", "rollback", "cms.sum", "--at", Url), Is.EqualTo("cms.sum: version 2 answers (2)\n"));
        Assert.That(await RunAsync("models", "promote", "cms.sum", "2", "--as", "champion", "--at", Url),
            Is.EqualTo("cms.sum: champion is version 2\n"));
        Assert.That(await RunAsync("models", "rollback", "cms.sum", "--as", "champion", "--at", Url),
            Is.EqualTo("cms.sum: champion is version 1\n"));
        Assert.That(await RunAsync("models", "promote", "cms.sum", "champion", "--at", Url),
            Is.EqualTo("cms.sum: version 1 answers (1)\n"));
        await RunAsync("models", "promote", "cms.sum", "2", "--at", Url);
        await RunAsync("models", "promote", "cms.sum", "2", "--as", "champion", "--at", Url);
        Assert.That(await RunAsync("models", "delete", "cms.sum", "1", "--at", Url), Is.EqualTo("cms.sum version 1 deleted\n"));
        Assert.That(await RunAsync("models", "undelete", "cms.sum", "1", "--at", Url), Is.EqualTo("cms.sum: 1, 2, of which 2 answers\n"));
        Assert.That(await RunAsync("models", "history", "cms.sum", "--at", Url),
            Does.Contain("undelete").And.Contain("rollback").And.Contain("upload").And.Contain("127.0.0.1"));
    }

    [Test]
    public async Task A_candidate_gets_a_share_until_it_is_ended_or_promoted()
    {
        await RunAsync("upload", "1.onnx", "--to", Url, "--name", "cms.tried");
        await RunAsync("models", "promote", "cms.tried", "1", "--at", Url);
        await RunAsync("upload", "2.onnx", "--to", Url, "--name", "cms.tried");

        Assert.That(await RunAsync("models", "canary", "cms.tried", "2", "7.5%", "minimum_requests=500", "--at", Url),
            Is.EqualTo("cms.tried: version 2 answers 7.5 % of what names none, 1 the rest\n"));
        Assert.That(await RunAsync("models", "history", "cms.tried", "--at", Url), Does.Contain("\"minimum_requests\":500"));
        Assert.That(await RunAsync("models", "canary", "cms.tried", "end", "--at", Url),
            Is.EqualTo("cms.tried: version 1 answers\n"));
    }

    [Test]
    public async Task Models_are_found_and_printed_with_their_notes()
    {
        await RunAsync("upload", "3.onnx", "--to", Url, "--name", "atlas.sum", "--tag", "good", "--label", "k=v", "--alias", "best");

        Assert.That(await RunAsync("models", Url, "--namespace", "atlas"),
            Does.Contain("1 *").And.Contain("@best good k=v").And.Contain("auc 0.93"));
        using JsonDocument found = JsonDocument.Parse(await RunAsync("models", Url, "atl", "--metric", "auc>=0.9", "--label", "k=v",
            "--json"));
        Assert.That(found.RootElement.GetProperty("models")[0].GetProperty("versions")[0].GetProperty("tags")[0].GetString(),
            Is.EqualTo("good"));
        Assert.That(await RunAsync("models", Url, "atl", "--tag", "bad", "--json"), Is.EqualTo("{\"models\":[]}\n"));
    }

    [TestCase("models tag higgs 1", "takes NAME VERSION TAG…")]
    [TestCase("models promote higgs", "takes NAME VERSION|ALIAS|latest|tag:TAG")]
    [TestCase("models canary higgs 2 much", "'much' is no share of requests")]
    [TestCase("models canary higgs 2", "takes NAME VERSION PERCENT [KEY=VALUE…], or NAME end")]
    [TestCase("models --metric auc", "--metric")]
    [TestCase("upload 1.onnx --label k", "--label takes KEY=VALUE")]
    public async Task A_line_that_cannot_be_meant_is_explained(string line, string why)
    {
        ToolRun run = await ToolRun.OfAsync(line, _folder);

        Assert.That(run.ExitCode, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain(why));
    }

    private string Url => _service.Addresses[0];

    private async Task<string> RunAsync(params string[] words) => (await ToolRun.OfAsync(words, _folder)).Succeeded().Output;

    private static byte[] Model(int bias)
    {
        OnnxGraph graph = new("sum");
        graph.AddOutput("score", graph.Dense(graph.AddInput("inputs", 2), [1, 1], [bias], "sum"));
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.CardKey] = new ModelCard { Metrics = new Dictionary<string, double> { ["auc"] = 0.9
            + (bias / 100.0) } }.ToJson();
        return model.ToArray();
    }
}
