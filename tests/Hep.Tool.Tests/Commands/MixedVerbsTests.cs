using System.Text.Json;
using Hep.Onnx;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary>The keys <c>training.mixing</c> and <c>training.class_weights</c> at the prompt.</summary>
public sealed class MixedVerbsTests
{
    private const int Signal = 300, Background = 1000;

    [Test]
    public async Task Shuffle_shows_classes_in_balance_in_every_window()
    {
        string folder = await NewConfigurationAsync("\"balanced\"");

        ToolRun run = (await ToolRun.OfAsync("shuffle c.json --epoch 2", folder)).Succeeded();

        (int Source, long Entry)[] order = Order(run.Output);
        Assert.That(order.Distinct().Count(), Is.EqualTo(Signal + Background));
        Assert.That(order, Has.Length.InRange(2 * Background - 2, 2 * Background + 2));
        for (int start = 0; start + 64 <= order.Length; start++)
            Assert.That(order.Skip(start).Take(64).Count(e => e.Source == 0), Is.EqualTo(32).Within(2));
        Assert.That(run.Error, Does.Contain("class 1: 300 entries, 50.0"));
        Assert.That(order[..40].Select(e => e.Entry), Is.Not.Ordered);
    }

    [TestCase("\"proportional\"", Signal + Background, 0.231)]
    [TestCase("{ \"order\": \"round_robin\", \"end\": \"first\" }", 600, 0.5)]
    [TestCase("{ \"order\": [1, 3], \"end\": \"first\" }", 1200, 0.25)]
    [TestCase("{ \"order\": { \"1\": 1, \"0\": 4 }, \"end\": \"first\" }", 1250, 0.2)]
    public async Task Shares_are_those_asked_for(string mixing, int length, double share)
    {
        string folder = await NewConfigurationAsync(mixing);

        (int Source, long Entry)[] order = Order((await ToolRun.OfAsync("shuffle c.json", folder)).Succeeded().Output);

        Assert.That(order, Has.Length.EqualTo(length).Within(4));
        Assert.That(order.Distinct().Count(), Is.EqualTo(order.Length));
        Assert.That(order.Take(200).Count(e => e.Source == 0), Is.EqualTo(200 * share).Within(2));
    }

    [Test]
    public async Task Seed_and_epoch_decide_the_order()
    {
        string folder = await NewConfigurationAsync("\"balanced\"");

        string one = (await ToolRun.OfAsync("shuffle c.json --epoch 1", folder)).Succeeded().Output,
            again = (await ToolRun.OfAsync("shuffle c.json --epoch 1 --threads 1", folder)).Succeeded().Output,
            other = (await ToolRun.OfAsync("shuffle c.json --epoch 2 --limit 100", folder)).Succeeded().Output;

        Assert.That(again, Is.EqualTo(one));
        Assert.That(Order(other), Has.Length.EqualTo(100));
        Assert.That(one, Does.Not.StartWith(other));
    }

    [Test]
    public async Task Shards_are_equally_long_disjoint_and_in_balance()
    {
        string folder = await NewConfigurationAsync("{ \"order\": \"balanced\", \"end\": \"last\" }");

        (int Source, long Entry)[][] shards =
        [
            Order((await ToolRun.OfAsync("shuffle c.json --shard 0/3", folder)).Succeeded().Output),
            Order((await ToolRun.OfAsync("shuffle c.json --shard 1/3", folder)).Succeeded().Output),
            Order((await ToolRun.OfAsync("shuffle c.json --shard 2/3", folder)).Succeeded().Output),
        ];

        Assert.That(shards.Select(s => s.Length), Has.All.EqualTo(Signal / 3 + Background / 3));
        Assert.That(shards.SelectMany(s => s).Distinct().Count(), Is.EqualTo(3 * (Signal / 3 + Background / 3)));
        Assert.That(shards.Select(s => s.Take(150).Count(e => e.Source == 0)), Has.All.EqualTo(75).Within(1));
    }

    [Test]
    public async Task What_does_not_go_together_is_refused_with_its_place()
    {
        string folder = await NewConfigurationAsync("{ \"order\": [1, 2, 3] }");
        ToolRun shares = await ToolRun.OfAsync("train c.json --validate", folder);
        string classes = await NewConfigurationAsync("\"balanced\"", label: "MET_pt > 30");
        ToolRun shard = await ToolRun.OfAsync("shuffle c.json --shard 0/2", classes);
        ToolRun position = await ToolRun.OfAsync("shuffle c.json --position abc", classes);
        ToolRun labels = await ToolRun.OfAsync("shuffle c.json", await NewConfigurationAsync("{ \"order\": { \"0\": 1, \"2\": 1 } }"));
        ToolRun twice =
            await ToolRun.OfAsync("shuffle c.json", await NewConfigurationAsync("\"balanced\", \"class_weights\": \"balanced\""));

        Assert.That(new[] { shares, shard, position, labels, twice }.Select(r => r.ExitCode), Has.All.EqualTo(1));
        Assert.That(shares.Error, Does.Contain("c.json: training.mixing.order: there are 3 shares and 2 sources"));
        Assert.That(shard.Error, Does.Contain("--shard: class 0 shares a source with others"));
        Assert.That(position.Error, Does.Contain("--position goes with one reading of the files"));
        Assert.That(labels.Error, Does.Contain("c.json: training.mixing: There is no share for class 1"));
        Assert.That(twice.Error, Does.Contain("c.json: training.class_weights: ").And.Contain("twice"));
    }

    [Test]
    public async Task A_class_that_an_expression_tells_is_mixed_too()
    {
        string folder = await NewConfigurationAsync("{ \"order\": \"balanced\", \"end\": \"last\" }", label: "MET_pt > 30");

        ToolRun run = (await ToolRun.OfAsync("shuffle c.json", folder)).Succeeded();

        Assert.That(Order(run.Output).Distinct().Count(), Is.EqualTo(Signal + Background));
        Assert.That(run.Error, Does.Contain("class 0:").And.Contain("class 1:"));
    }

    [Test]
    public async Task Train_keeps_what_it_weighed_and_mixed_with_in_the_card()
    {
        string folder = await NewConfigurationAsync("\"proportional\", \"class_weights\": \"balanced\", \"epochs\": 1",
            reweight: """ "reweight": { "columns": { "MET_pt": [0, 20, 40, 1000] }, "to": 1 }, """);

        ToolRun run = await ToolRun.OfAsync("train c.json -o m.onnx", folder);
        if (run.ExitCode != 0 && run.Error.Contains("cannot be used here", StringComparison.Ordinal)) Assert.Ignore(run.Error);

        ModelCard card = (await OnnxModel.LoadAsync(Path.Combine(folder, "m.onnx"))).Card!;
        Assert.That(card.ClassWeights!.Value.GetProperty("axes")[0].GetProperty("value").GetString(), Is.EqualTo("MET_pt"));
        Assert.That(card.LabelWeights!.Keys, Is.EqualTo(new[] { "0", "1" }));
        Assert.That(card.LabelWeights["0"], Is.EqualTo(1).Within(1e-3));        // the reference's shape, and so its sum
        Assert.That(card.Training!.Value.GetProperty("mixing").GetProperty("order").GetString(), Is.EqualTo("proportional"));
        Assert.That((await ToolRun.OfAsync("inspect m.onnx", folder)).Succeeded().Output,
            Does.Contain("weights in bins").And.Contain("of MET_pt, for the classes 0, 1").And.Contain("weight of class 1"));
    }

    private static (int Source, long Entry)[] Order(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            using JsonDocument row = JsonDocument.Parse(line);
            return (row.RootElement.GetProperty("source").GetInt32(), row.RootElement.GetProperty("entry").GetInt64());
        })];

    private static async Task<string> NewConfigurationAsync(string mixing, string? label = null, string reweight = "")
    {
        string folder = Directory.CreateTempSubdirectory("hep-mixed-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "c.json"), $$"""
            {
              "dataset": { {{reweight}} "sources": [
                { "files": ["{{TestData.Sample("signal.root")}}"], "label": {{(label is null ? "1" : $"\"{label}\"")}},
                  "entries": [0, {{Signal}}] },
                { "files": ["{{TestData.Sample("background.root")}}"], "label": {{(label is null ? "0" : $"\"{label}\"")}},
                  "entries": [0, {{Background}}] }
              ] },
              "features": { "columns": ["MET_pt"], "scaling": { "*": "standard" } },
              "network": { "layers": [4] },
              "training": { "seed": 3, "mixing": {{mixing}} },
            }
            """);
        return folder;
    }
}
