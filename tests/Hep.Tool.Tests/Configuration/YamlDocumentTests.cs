using System.Text.Json.Nodes;
using Hep.Tool.Configuration;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Configuration;

public sealed class YamlDocumentTests
{
    [Test]
    public void Yaml_and_json_of_one_configuration_are_one_document()
    {
        const string yaml = """
            dataset:
              sources:
                - { files: [signal.root], label: 1, weight: abs(genWeight) }
              where: nJet >= 1 && MET_pt > 10
            features:
              columns: [MET_pt, "Jet_*"]
              collections: { Jet: { length: max, order_by: -Jet_pt } }
              padding: 0
              nan: mask
            training: { learning_rate: 1e-3, epochs: 20, tied: true, none: ~, quoted: "20" }
            """;
        const string json = """
            { "dataset": { "sources": [ { "files": ["signal.root"], "label": 1, "weight": "abs(genWeight)" } ],
                           "where": "nJet >= 1 && MET_pt > 10" },
              "features": { "columns": ["MET_pt", "Jet_*"], "collections": { "Jet": { "length": "max", "order_by": "-Jet_pt" } },
                            "padding": 0, "nan": "mask" },
              "training": { "learning_rate": 0.001, "epochs": 20, "tied": true, "none": null, "quoted": "20" } }
            """;

        JsonNode? document = YamlDocument.ToJson(yaml, "c.yaml");

        Assert.That(JsonNode.DeepEquals(document, JsonNode.Parse(json)), Is.True, document?.ToJsonString());
    }

    [Test]
    public void What_is_not_yaml_is_told_with_its_line()
    {
        Assert.That(() => YamlDocument.ToJson("a: 1\n b: [2", "c.yaml"),
            Throws.TypeOf<ToolException>().With.Message.StartsWith("c.yaml(2,"));
    }

    [TestCase("a: [1, 2\nb: }")]
    [TestCase("")]
    [TestCase("a: 1\n---\na: 2")]
    [TestCase("? [a]\n: 1")]
    public void What_is_no_document_is_refused(string yaml) =>
        Assert.That(() => YamlDocument.ToJson(yaml, "c.yaml"), Throws.TypeOf<ToolException>().With.Message.StartsWith("c.yaml"));

    [Test]
    public void A_key_that_stands_twice_is_refused()
    {
        Assert.That(() => YamlDocument.ToJson("a: 1\na: 2", "c.yaml"), Throws.TypeOf<ToolException>());
    }

    [Test]
    public void Aliases_that_multiply_are_refused()
    {
        string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(
                Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.That(() => YamlDocument.ToJson(bomb, "c.yaml"), Throws.TypeOf<ToolException>().With.Message.Contains("no configuration"));
    }
}
