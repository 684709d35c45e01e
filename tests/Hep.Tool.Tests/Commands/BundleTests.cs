using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Inference.Server;
using Hep.Onnx;
using Hep.Testing;
using Hep.Tool.Bundles;
using Hep.Tool.Serving;

namespace Hep.Tool.Tests.Commands;

/// <summary>Versions compared, and carried from one service to another.</summary>
[NonParallelizable]
public sealed class BundleTests
{
    private const string TokenVariable = "HEP_TOKEN";

    private readonly string _folder = TestData.NewFolder();
    private ServiceHost _here = null!, _there = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        string token = Path.Combine(_folder, "token");
        _here = await ServeAsync("here", token);
        _there = await ServeAsync("there", token);
        Environment.SetEnvironmentVariable(TokenVariable, AccessTokenFile.ReadOrCreate(token));
        for (int bias = 1; bias <= 2; bias++)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder, $"{bias}.onnx"), Model(bias));
            await RunAsync("upload", $"{bias}.onnx", "--to", Here, "--name", "cms.sum", "--tag", $"t{bias}", "--label", "campaign=2024",
                "--description", "wider jets");
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Environment.SetEnvironmentVariable(TokenVariable, null);
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Test]
    public async Task What_two_versions_differ_in_is_a_table()
    {
        string table = await RunAsync("models", "compare", "cms.sum", "1", "2", "--at", Here);

        string[] lines = [.. table.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.That(lines, Has.Some.EqualTo("card.metrics.auc 0.91 0.92"));
        Assert.That(lines, Has.Some.EqualTo("card.data.files[nano.root].checksum one two"));
        Assert.That(lines, Has.Some.EqualTo("""tags ["t1"] ["t2"]"""));
        Assert.That(lines, Has.None.StartsWith("card.engine").And.None.StartsWith("labels").And.None.StartsWith("description"));
    }

    [TestCase("3,4")]
    [TestCase("1")]
    [TestCase("")]
    [TestCase("1,2,3")]
    public async Task Versions_that_are_not_there_are_not_compared(string versions)
    {
        using HttpClient client = new() { BaseAddress = new Uri(Here) };

        using HttpResponseMessage answer =
            await client.GetAsync(new Uri($"/v2/repository/models/cms.sum/compare?versions={versions}", UriKind.Relative));

        Assert.That((int)answer.StatusCode, Is.EqualTo(versions == "3,4" ? 404 : 400));
    }

    [Test]
    public async Task A_bundle_carries_model_card_and_notes_to_another_service()
    {
        await RunAsync("models", "export", "cms.sum", "2", "sum.tar", "--at", Here);

        string imported = await RunAsync("models", "import", "sum.tar", "--at", There);

        string digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Model(2)))}";
        Assert.That(imported, Is.EqualTo($"cms.sum version 1 {digest}\n"));
        using InferenceClient there = InferenceClient.Connect(new Uri(There));
        ModelVersion version = await there.GetVersionAsync("cms.sum", 1);
        Assert.That((version.Tags, version.Labels["campaign"], version.Description), Is.EqualTo((new[] { "t2" }, "2024", "wider jets")));
        Assert.That(ModelCard.FromJson(await there.GetCardAsync("cms.sum", 1)).Metrics["auc"], Is.EqualTo(0.92));
        Assert.That(await RunAsync("models", "import", "sum.tar", "cms.other", "--at", There), Does.StartWith("cms.other version 1 "));
    }

    [Test]
    public async Task A_version_is_named_by_an_alias_or_as_the_latest_wherever_a_number_is_taken()
    {
        await RunAsync("models", "promote", "cms.sum", "1", "--as", "champion", "--at", Here);

        await RunAsync("models", "export", "cms.sum", "champion", "champion.tar", "--at", Here);
        string compared = await RunAsync("models", "compare", "cms.sum", "champion", "latest", "--at", Here);
        ToolRun unknown = await ToolRun.OfAsync(["models", "export", "cms.sum", "winner", "x.tar", "--at", Here], _folder);

        using ModelBundle bundle = await ModelBundle.ReadAsync(Path.Combine(_folder, "champion.tar"), default);
        Assert.That(bundle.Manifest.Version, Is.EqualTo(1));
        Assert.That(compared, Does.Contain("version 1").And.Contain("version 2"));
        Assert.That(unknown.Error, Is.EqualTo("hep: 'cms.sum' has no version 'winner': a number, an alias or latest names one.\n"));
    }

    [Test]
    public async Task A_bundle_that_is_not_whole_is_refused_with_what_is_wrong()
    {
        await RunAsync("models", "export", "cms.sum", "1", "good.tar", "--at", Here);
        List<(string Name, byte[] Content)> good = [];
        await using (TarReader tar = new(File.OpenRead(Path.Combine(_folder, "good.tar"))))
            while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
            {
                using MemoryStream content = new();
                await entry.DataStream!.CopyToAsync(content);
                good.Add((entry.Name, content.ToArray()));
            }
        byte[] changed = [.. good.Single(f => f.Name == "model.onnx").Content];
        changed[^1] ^= 1;
        byte[] manifest = good[0].Content;

        await RefusedAsync(With("model.onnx", changed), "'model.onnx' has the SHA-256 ");
        await RefusedAsync(With("model.onnx", [.. changed, 0]), "bytes were expected");
        await RefusedAsync(good[1..], "a bundle begins with manifest.json");
        await RefusedAsync([.. good[..^1]], "it has no model.onnx");
        await RefusedAsync([.. good, good[^1]], "that its manifest has not, or has it twice");
        await RefusedAsync([.. good, ("../outside", [1])], "it has a file '../outside' that its manifest has not");
        await RefusedAsync(With("manifest.json", Encoding.UTF8.GetBytes("[]")), "a document in it cannot be read");
        await RefusedAsync(With("manifest.json", Edit(manifest, m => m["format"] = "hep.bundle/9")), "its form is 'hep.bundle/9'");
        await RefusedAsync(With("manifest.json", Edit(manifest, m => m["files"]!["../x"] = m["files"]!["model.onnx"]!.DeepClone())),
            "its manifest names other files");
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad.tar"), "no tar at all");
        Assert.That((await ToolRun.OfAsync(["models", "import", "bad.tar", "--at", There], _folder)).ExitCode, Is.EqualTo(1));
        await WriteAsync(good, TarEntryType.SymbolicLink);
        ToolRun link = await ToolRun.OfAsync(["models", "import", "bad.tar", "--at", There], _folder);
        Assert.That(link.Error, Does.Contain("is no plain file"));

        List<(string, byte[])> With(string name, byte[] content) => [.. good.Select(f => f.Name == name ? (name, content) : f)];
    }

    private string Here => _here.Addresses[0];

    private string There => _there.Addresses[0];

    private static byte[] Edit(byte[] json, Action<JsonObject> change)
    {
        JsonObject document = JsonNode.Parse(json)!.AsObject();
        change(document);
        return JsonSerializer.SerializeToUtf8Bytes(document);
    }

    private async Task RefusedAsync(List<(string Name, byte[] Content)> files, string why)
    {
        await WriteAsync(files, TarEntryType.RegularFile);
        ToolRun run = await ToolRun.OfAsync(["models", "import", "bad.tar", "--at", There], _folder);
        Assert.That(run.Error, Does.Contain("is no bundle that can be taken").And.Contain(why));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    private async Task WriteAsync(List<(string Name, byte[] Content)> files, TarEntryType lastKind)
    {
        await using TarWriter tar = new(File.Create(Path.Combine(_folder, "bad.tar")));
        foreach ((int i, (string name, byte[] content)) in files.Index())
        {
            PaxTarEntry entry = i == files.Count - 1 && lastKind != TarEntryType.RegularFile
                ? new PaxTarEntry(lastKind, name) { LinkName = "/etc/passwd" }
                : new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };
            await tar.WriteEntryAsync(entry);
        }
    }

    private async Task<ServiceHost> ServeAsync(string models, string token) => await ServiceHost.StartAsync(
        new InferenceServerOptions { ModelsFolder = Path.Combine(_folder, models), TokenFile = token },
        new ListenAddresses(["http://127.0.0.1:0"]), null, TextWriter.Null, default);

    private async Task<string> RunAsync(params string[] arguments) => (await ToolRun.OfAsync(arguments, _folder)).Succeeded().Output;

    private static byte[] Model(int bias)
    {
        OnnxGraph graph = new("sum");
        graph.AddOutput("score", graph.Dense(graph.AddInput("inputs", 2), [1, 1], [bias], "sum"));
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.CardKey] = new ModelCard
        {
            Engine = "by hand",
            Metrics = new Dictionary<string, double> { ["auc"] = 0.9 + (bias / 100.0) },
            Data = new() { Files = [new("nano.root", "Events", Guid.Empty, 10, 10) { Checksum = bias == 1 ? "one" : "two" }] },
        }.ToJson();
        return model.ToArray();
    }
}
