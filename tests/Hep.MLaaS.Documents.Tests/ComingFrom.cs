using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;
using Hep.Train;

namespace Hep.MLaaS.Documents.Tests;

/// <summary>What the page for newcomers says besides its programs: each expression and each configuration fits the sample data.</summary>
public sealed partial class ComingFrom
{
    private static string Page => File.ReadAllText(Path.Combine(TestData.Repository, "docs", "coming-from.md"));

    [Test]
    public async Task Every_expression_of_its_table_is_one_over_the_sample_data()
    {
        await using RootTree events = await RootTree.OpenAsync(TestData.Sample("signal.root") + ":Events");
        string[] expressions = [.. Table(Page, "| awkward, NumPy, vector | expression |")
            .Select(row => InBackquotes().Match(row[^1]).Groups[1].Value)];

        Assert.That(expressions, Has.Length.GreaterThan(20).And.None.Empty);
        Assert.Multiple(() =>
        {
            foreach (string expression in expressions)
                Assert.That(() => Expression.Parse(expression).Bind(events.Schema), Throws.Nothing, expression);
        });
    }

    [Test]
    public async Task Every_configuration_of_it_fits_the_sample_data()
    {
        string[] configurations = [.. JsonBlock().Matches(Page).Select(b => b.Groups[1].Value)];

        Assert.That(configurations, Has.Length.EqualTo(2));
        foreach (string json in configurations)
        {
            RootDataset data = await RootDataset.OpenAsync(DatasetSpecification.FromJson(Dataset(json), TestData.Repository));
            FeatureSpecification features = FeatureSpecification.FromConfiguration(json);

            Assert.That(features.GetInputColumns(data.Schema), Is.Not.Empty);
            Assert.That(NetworkSpecification.FromConfiguration(json).Layers, Is.Not.Empty);
            Assert.That(TrainingOptions.FromConfiguration(json).Epochs, Is.EqualTo(5));
        }
    }

    /// <summary>The rows of the table under a head, as the contents of their cells.</summary>
    private static IEnumerable<string[]> Table(string page, string head) =>
        page[(page.IndexOf(head, StringComparison.Ordinal) + head.Length)..].TrimStart('\n').Split('\n').Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => Cell().Split(line.Trim('|', ' ')).Select(c => c.Replace(@"\|", "|", StringComparison.Ordinal)).ToArray());

    private static string Dataset(string configuration) =>
        JsonNode.Parse(configuration, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!["dataset"]!.ToJsonString();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Cell();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackquotes();

    [GeneratedRegex(@"^```json\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex JsonBlock();
}
