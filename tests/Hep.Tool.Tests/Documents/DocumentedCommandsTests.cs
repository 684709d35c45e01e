using System.Text.RegularExpressions;
using Hep.Testing;
using Hep.Tool.Commands;

namespace Hep.Tool.Tests.Documents;

/// <summary>The command lines of the page for newcomers, understood and, where they need no service, run.</summary>
public sealed partial class DocumentedCommandsTests
{
    private static string Page => File.ReadAllText(Path.Combine(TestData.Repository, "docs", "coming-from.md"));

    private static IEnumerable<string> Lines =>
        Blocks("").SelectMany(b => b.Split('\n')).Where(l => l.StartsWith("hep ", StringComparison.Ordinal));

    private static IEnumerable<string> LinesThatOnlyRead => Lines.Where(l => l.Split(' ')[1] is "ls" or "show" or "hist");

    [Test]
    public void The_page_shows_command_lines() => Assert.That(Lines.Count(), Is.GreaterThan(8));

    [TestCaseSource(nameof(Lines))]
    public void A_command_line_of_the_page_is_understood(string line)
    {
        string[] words = Words(line);
        Verb? verb = VerbTable.Create().FirstOrDefault(v => v.Name == words[1]);

        Assert.That(verb, Is.Not.Null);
        Assert.That(verb!.Parse(words[2..]).Errors.Select(e => e.Message), Is.Empty);
    }

    [TestCaseSource(nameof(LinesThatOnlyRead))]
    public async Task A_command_line_of_the_page_that_reads_runs(string line) =>
        Assert.That((await ToolRun.OfAsync(Words(line)[1..])).Succeeded().Output, Is.Not.Empty);

    [Test]
    public async Task The_configurations_of_the_page_are_valid_for_training()
    {
        string[] configurations = [.. Blocks("json")];
        string folder = TestData.NewFolder("page");

        Assert.That(configurations, Is.Not.Empty);
        foreach (string json in configurations)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "config.json"),
                json.Replace("samples/data", Path.Combine(TestData.Repository, "samples", "data"), StringComparison.Ordinal));
            (await ToolRun.OfAsync("train config.json --validate", folder)).Succeeded();
        }
    }

    private static IEnumerable<string> Blocks(string language) =>
        Block().Matches(Page).Where(b => b.Groups[1].Value == language).Select(b => b.Groups[2].Value);

    // As a shell cuts it; the page quotes with ' alone.
    private static string[] Words(string line) => [.. Word().Matches(line).Select(w => w.Value.Trim('\''))];

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();
}
