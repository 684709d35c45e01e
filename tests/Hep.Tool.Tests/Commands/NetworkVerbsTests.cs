using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Onnx;
using Hep.Testing;
using Hep.Train.TorchSharp;

namespace Hep.Tool.Tests.Commands;

/// <summary>Networks of every kind at the prompt: from a configuration to predictions of raw events.</summary>
[NonParallelizable]
public sealed class NetworkVerbsTests
{
    private static readonly string Samples = Path.Combine(TestData.Repository, "samples");

    [OneTimeSetUp]
    public void RequireTorch()
    {
        if (!TorchSharpEngine.IsAvailable(out string? why)) Assert.Ignore(why);
    }

    [TestCase("demo.json", "dense", "score", "features", "mask")]
    [TestCase("deep-sets.json", "deep_sets", "score", "tokens_Jet", "mask_Jet", "tokens_Muon", "mask_Tau", "features")]
    [TestCase("set-transformer.json", "set_transformer", "score", "tokens_Jet", "mask_Jet", "features")]
    [TestCase("convolution.json", "convolution", "score", "grid", "features")]
    [TestCase("autoencoder.json", "autoencoder", "decoded anomaly", "features", "mask")]
    public async Task Train_inspect_and_predict(string sample, string kind, string output, params string[] inputs)
    {
        string folder = await NewConfigurationAsync(sample);

        (await ToolRun.OfAsync("train c.json -o m.onnx --report r.html", folder)).Succeeded();
        JsonElement model = JsonDocument.Parse((await ToolRun.OfAsync("inspect m.onnx --json", folder)).Succeeded().Output).RootElement;
        string shown = (await ToolRun.OfAsync("inspect m.onnx", folder)).Succeeded().Output;
        ToolRun predictions = (await ToolRun.OfAsync(
            ["predict", "m.onnx", Path.Combine(Samples, "data", "background2.root"), "-o", "-"], folder)).Succeeded();

        Assert.That(model.GetProperty("inputs").EnumerateArray().Select(i => i.GetProperty("name").GetString()), Is.SupersetOf(inputs));
        Assert.That(model.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("name").GetString()),
            Is.EqualTo(output.Split(' ')));
        Assert.That(shown, Does.Match($"network +{kind}").And.Match(@"network layers +\[\d+,\d+\]"));
        Assert.That(predictions.Lines, Has.Count.EqualTo(1 + 4000));
        Assert.That(predictions.Lines[0], Does.Contain(output.Split(' ')[^1]));
        Assert.That(predictions.Output, Does.Not.Contain("NaN"));
    }

    [TestCase("deep-sets.json", "MET_pt", "Jet_pt")]
    [TestCase("convolution.json", "MET_pt", "Jet_eta, Jet_phi: sum(Jet_pt)", "Jet_eta, Jet_phi: count")]
    public async Task A_network_relies_on_what_it_takes_cells_objects_and_channels(string sample, params string[] taken)
    {
        string folder = await NewConfigurationAsync(sample);

        (await ToolRun.OfAsync("train c.json -o m.onnx --report r.html", folder)).Succeeded();

        Dictionary<string, double> importances = OnnxModel.Load(Path.Combine(folder, "m.onnx")).Card!.Importances
            .ToDictionary(i => i.Column, i => i.LossIncrease);
        foreach (string name in taken) Assert.That(importances[name], Is.Not.Zero, name);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "r.html")), Does.Contain($"<td>{taken[^1]}</td>"));
    }

    /// <summary>A sample with few events and one epoch.</summary>
    private static async Task<string> NewConfigurationAsync(string sample)
    {
        JsonDocumentOptions lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        JsonObject configuration =
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Samples, sample)), documentOptions: lenient)!.AsObject();
        foreach (JsonNode? source in configuration["dataset"]!["sources"]!.AsArray())
        {
            source!["files"] = Path.Combine(Samples, source["files"]![0]!.GetValue<string>());
            source["entries"] = new JsonArray(0, 400);
        }
        configuration["training"]!["epochs"] = 1;
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "c.json"), configuration.ToJsonString());
        return folder;
    }
}
