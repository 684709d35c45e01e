using Hep.Testing;
using Hep.Train.TorchSharp;

namespace Hep.Tool.Tests.Configuration;

/// <summary>What <c>hep train --validate</c> says of configurations that could not be trained: where, what, and what to do.</summary>
[NonParallelizable]
public sealed class WrongTrainingTests
{
    private const string One = "1", Zero = "0";

    [OneTimeSetUp]
    public void RequireTorch()
    {
        if (!TorchSharpEngine.IsAvailable(out string? why)) Assert.Ignore(why);
    }

    [TestCase("\"monitor\": \"aucc\"", "", "training.monitor: 'aucc' cannot decide here. Nearest: auc. Known: loss, ")]
    [TestCase("\"monitor\": \"rmse\"", "", "training.monitor: 'rmse' cannot decide here.")]
    [TestCase("\"monitor\": \"auc\", \"validation\": 0", "", "training.monitor: without a validation part there is no 'auc'")]
    [TestCase("\"patience\": 3, \"validation\": 0", "", "training.patience: Without a validation part nothing tells when to stop")]
    [TestCase("\"schedule\": \"plateau\", \"validation\": 0", "", "training.schedule: A plateau shows in the validation part")]
    [TestCase("\"schedule\": { \"kind\": \"step\", \"every\": 0 }", "", "training.schedule.every: A step lasts one epoch at least")]
    [TestCase("\"validation\": 1e-9", "", "training.validation: the validation part is empty: give more entries")]
    [TestCase("\"class_weights\": { \"0\": 1, \"1\": 2, \"2\": 3 }", "", "training.class_weights names class 2, of which")]
    [TestCase("\"task\": \"regression\", \"class_weights\": \"balanced\"", "", "training.class_weights: a regression has no classes")]
    [TestCase("\"task\": \"reconstruction\"", "", "training.task: a network of kind 'dense' does not learn to give back its input")]
    [TestCase("\"split_by\": [\"nJett\"]", "", "training.split_by: there is no column 'nJett'. Nearest: nJet")]
    [TestCase("\"split_by\": [\"Jet_pt\"]", "", "training.split_by: 'Jet_pt: float32")]
    [TestCase("", "\"kind\": \"convolution\"", "network.kind: the network takes grids, and there are none: add the section 'grid'")]
    [TestCase("", "\"kind\": \"deep_sets\", \"collections\": [\"Jets\"]",
        "network.collections: the features have no collection 'Jets'. Nearest: Jet")]
    [TestCase("", "\"heads\": { \"a\": { \"targets\": 0 }, \"b\": { \"targets\": 1 } }", "network.heads.b: there is no label 1")]
    [TestCase("\"task\": \"binary\"", "\"heads\": { \"a\": { \"targets\": 0 } }",
        "training.task: each of network.heads has a 'task' of its own")]
    [TestCase("\"monitor\": \"auc\"", "\"heads\": { \"a\": { \"targets\": 0 }, \"b\": { \"targets\": 0 } }", "Nearest: a_auc, b_auc.")]
    [TestCase("\"engine\": \"mlnet\"", "\"kind\": \"autoencoder\"", "fits its data")]
    public async Task One_source_of_each_class(string training, string network, string message) =>
        Assert.That(await ValidateAsync(One, Zero, training, network), Does.Contain(message));

    [TestCase("0", "0", "", "training.task: all entries of the training part have the label 0: two classes are needed")]
    [TestCase("0.5", "2", "\"task\": \"binary\"", "training.task: labels 0 and 1 are needed, found 0.5, 2")]
    [TestCase("nJet", "nJet", "\"task\": \"binary\"", "training.task: labels 0 and 1 are needed, found 0, 1, 2")]
    [TestCase("MET_pt", "MET_pt", "\"monitor\": \"auc\"", "training.monitor: 'auc' cannot decide here.")]
    [TestCase("MET_pt", "MET_pt", "\"class_weights\": \"balanced\"", "training.class_weights: the label ")]
    public async Task Other_labels(string signal, string background, string training, string message) =>
        Assert.That(await ValidateAsync(Label(signal), Label(background), training, ""), Does.Contain(message));

    [Test]
    public async Task Labels_that_are_missing() =>
        Assert.That(await ValidateAsync(null, null, "", ""), Does.Contain("dataset.sources: the entries have no labels"));

    private static string Label(string label) => char.IsLetter(label[0]) ? $"\"{label}\"" : label;

    private static async Task<string> ValidateAsync(string? signal, string? background, string training, string network)
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "c.json"), $$"""
            {
              "dataset": { "sources": [ { "files": ["{{TestData.Sample("signal.root")}}"], {{Of(signal)}} "entries": [0, 300] },
                                        { "files": ["{{TestData.Sample("background.root")}}"], {{Of(background)}} "entries": [0, 300] } ] },
              "features": { "columns": ["MET_pt", "Jet_pt"], "scaling": { "*": "standard" } },
              "network": { {{network}} },
              "training": { {{training}} }
            }
            """);
        ToolRun run = await ToolRun.OfAsync("train c.json --validate", folder);
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        return run.Error + run.Output;

        static string Of(string? label) => label is null ? "" : $"\"label\": {label},";
    }
}
