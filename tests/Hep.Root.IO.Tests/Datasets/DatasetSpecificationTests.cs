using Hep.Jagged;

namespace Hep.Root.IO.Tests.Datasets;

public sealed class DatasetSpecificationTests
{
    [Test]
    public void Every_key_of_a_source_is_read()
    {
        DatasetSpecification dataset = DatasetSpecification.FromJson("""
            {
              // comments and trailing commas are allowed
              "sources": [
                { "files": ["signal.root", "@more.txt"], "tree": "Events", "label": 1 },
                { "files": "background*.root", "label": [0, "nJet > 2"], "weight": "abs(genWeight)", "entries": [10, 100000],
                  "default": { "HLT_X": true, "MET": "nan" } },
              ],
              "define": { "a": "b" }, "where": "a > 1",
            }
            """, "/data");

        Assert.That(dataset.BaseFolder, Is.EqualTo("/data"));
        Assert.That(dataset.Sources, Has.Count.EqualTo(2));
        Assert.That(dataset.Sources[0].Files, Is.EqualTo(new[] { "signal.root", "@more.txt" }));
        Assert.That(dataset.Sources[0].Tree, Is.EqualTo("Events"));
        Assert.That(dataset.Sources[0].Label, Is.EqualTo(new[] { "1" }));
        Assert.That(dataset.Sources[0].Weight, Is.EqualTo("1"));
        Assert.That((dataset.Sources[0].FirstEntry, dataset.Sources[0].EndEntry), Is.EqualTo((0L, (long?)null)));
        Assert.That(dataset.Sources[1].Files, Is.EqualTo(new[] { "background*.root" }));
        Assert.That(dataset.Sources[1].Label, Is.EqualTo(new[] { "0", "nJet > 2" }));
        Assert.That(dataset.Sources[1].Weight, Is.EqualTo("abs(genWeight)"));
        Assert.That((dataset.Sources[1].FirstEntry, dataset.Sources[1].EndEntry), Is.EqualTo((10L, (long?)100_000)));
        Assert.That(dataset.Sources[1].Default["HLT_X"], Is.EqualTo(1));
        Assert.That(dataset.Sources[1].Default["MET"], Is.NaN);
    }

    [Test]
    public void The_sources_alone_are_a_dataset_too()
    {
        DatasetSpecification dataset = DatasetSpecification.FromJson("""[{ "files": ["a.root"] }]""", ".");

        Assert.That(dataset.Sources.Single().Label, Is.Empty);
    }

    [Test]
    public void A_default_of_the_dataset_holds_for_each_source_unless_that_says_otherwise()
    {
        DatasetSpecification dataset = DatasetSpecification.FromJson(
            """{ "default": { "x": 1, "y": 2 }, "sources": [{ "files": ["a.root"] }, { "files": ["b.root"], "default": { "x": 3 } }] }""",
            ".");

        Assert.That(dataset.Sources[0].Default, Is.EquivalentTo(new Dictionary<string, double> { ["x"] = 1, ["y"] = 2 }));
        Assert.That(dataset.Sources[1].Default, Is.EquivalentTo(new Dictionary<string, double> { ["x"] = 3, ["y"] = 2 }));
    }

    [TestCase("""{ "sources": [{ "files": ["a"], "lable": 1 }] }""", "dataset.sources[0].lable", "Nearest: label")]
    [TestCase("""{ "source": [] }""", "dataset.source", "Nearest: sources")]
    [TestCase("""{ }""", "dataset", "'sources' is missing")]
    [TestCase("""{ "sources": [] }""", "dataset.sources", "at least one")]
    [TestCase("""{ "sources": [{ }] }""", "dataset.sources[0]", "'files' is missing")]
    [TestCase("""{ "sources": [{ "files": [7] }] }""", "dataset.sources[0].files[0]", "text is expected")]
    [TestCase("""{ "sources": [{ "files": [" "] }] }""", "dataset.sources[0].files[0]", "text is empty")]
    [TestCase("""{ "sources": [{ "files": ["a"], "label": true }] }""", "dataset.sources[0].label", "A number or an expression")]
    [TestCase("""{ "sources": [{ "files": ["a"], "label": [] }] }""", "dataset.sources[0].label", "at least one")]
    [TestCase("""{ "sources": [{ "files": ["a"], "entries": [5] }] }""", "dataset.sources[0].entries", "Two bounds")]
    [TestCase("""{ "sources": [{ "files": ["a"], "entries": [5, 2] }] }""", "dataset.sources[0].entries", "ends at 2")]
    [TestCase("""{ "sources": [{ "files": ["a"], "entries": [-1, 2] }] }""", "dataset.sources[0].entries[0]", "from 0")]
    [TestCase("""{ "sources": [{ "files": ["a"], "default": { "x": "y" } }] }""", "dataset.sources[0].default.x", "A number")]
    [TestCase("""{ "sources": [{ "files": ["a"], "files": ["b"] }] }""", "dataset", "JSON")]
    [TestCase("""{ "sources": """, "dataset", "JSON")]
    public void What_does_not_fit_is_named_with_its_place(string json, string path, string reason)
    {
        PipelineException refusal = Assert.Throws<PipelineException>(() => DatasetSpecification.FromJson(json, "."))!;

        Assert.That(refusal.Path, Is.EqualTo(path));
        Assert.That(refusal.Message, Does.Contain(reason));
    }
}
