using System.Text;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Commands;

/// <summary>Entries of trees as tables and as JSON.</summary>
public sealed class ShowEntriesTests
{
    private const string Sample = "samples/data/signal.root";

    [Test]
    public async Task The_only_tree_is_shown_by_ten_entries_and_the_columns_that_fit()
    {
        ToolRun run = (await ToolRun.OfAsync($"show {Sample}")).Succeeded();

        Assert.That(run.Lines, Has.Count.EqualTo(13));
        Assert.That(run.Lines[0], Does.Match(@"^  entry +run +luminosityBlock +event "));
        Assert.That(run.Lines[11], Does.Match(@"^ +9 +\d+"));
        Assert.That(run.Lines[^1], Does.Match(@"^10 of 8,000 entries, \d+ of 56 columns: --columns chooses others, --json prints all$"));
        Assert.That(run.Lines, Has.All.Property("Length").LessThanOrEqualTo(120));
    }

    [Test]
    public async Task Columns_and_entries_are_chosen_and_long_lists_are_cut()
    {
        ToolRun run = (await ToolRun.OfAsync(
            ["show", $"{Sample}:Events", "--columns", "/^(Muon|Jet)_p{1,2}t$/i, MET_*", "--entries", "100:103"])).Succeeded();

        Assert.That(run.Lines[0], Does.Match("^  entry   Muon_pt +Jet_pt +MET_pt +MET_phi +MET_sumEt$"));
        Assert.That(run.Lines[2], Is.EqualTo("    100   [9.06641]   [53.625, 44.9531, 24.4219, 23.8984]    62.375    2.54834         549"));
        Assert.That(run.Lines[^1], Is.EqualTo("3 of 8,000 entries, 5 of 5 columns"));
    }

    [Test]
    [Category("Corpus")]
    public async Task A_column_whose_bytes_are_not_what_its_class_says_does_not_cost_the_others()
    {
        string file = TestData.Reference("corpus", "files", "uproot-issue475.root") + ":Event/Sim/SimHeader";

        ToolRun run = (await ToolRun.OfAsync($"show {file} --entries :2")).Succeeded();

        Assert.That(run.Error, Does.Match("^left out: column 'SimHeader/m_event.m_entry' in .*: 2 bytes are left behind the value"));
        Assert.That(run.Lines[0], Does.StartWith("  entry "));
        Assert.That(run.Lines[^1], Does.StartWith("2 of "));
        Assert.That((await ToolRun.OfAsync($"show {file} --columns *m_entry* --entries :2")).ExitCode, Is.EqualTo(1));
    }

    [Test]
    [Category("Corpus")]
    public async Task As_json_it_does_not_either()
    {
        string file = TestData.Reference("corpus", "files", "uproot-issue475.root") + ":Event/Sim/SimHeader";

        ToolRun run = (await ToolRun.OfAsync($"show {file} --json")).Succeeded(),
            quiet = (await ToolRun.OfAsync($"show {file} --json --quiet")).Succeeded();

        Assert.That(run.Lines, Has.Count.EqualTo(10));
        Assert.That(run.Lines[0], Does.Contain("\"SimHeader/m_evt_type\":").And.Not.Contain("m_entry"));
        Assert.That(run.Error, Does.StartWith("left out: column 'SimHeader/m_event.m_entry' "));
        Assert.That(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.LessThanOrEqualTo(4));
        Assert.That(quiet.Error, Is.Empty);
        Assert.That(quiet.Output, Is.EqualTo(run.Output));
    }

    [Test]
    [Category("Corpus")]
    public async Task A_tree_without_columns_has_no_entries_to_show()
    {
        string file = TestData.Reference("corpus", "files", "uproot-issue261.root");

        Assert.That((await ToolRun.OfAsync($"show {file}:events")).Succeeded().Output, Is.EqualTo("0 of 0 entries\n"));
    }

    [TestCase("--columns", "MET_pt")]
    [TestCase("--entries", ":2")]
    [TestCase("--json", "")]
    public async Task A_page_of_columns_takes_no_choice_of_entries(string option, string value)
    {
        string page = Path.Combine(TestData.NewFolder(), "t.html");

        ToolRun run = await ToolRun.OfAsync(["show", Sample, "-o", page, option, .. value.Length > 0 ? (string[])[value] : []]);

        Assert.That((run.ExitCode, File.Exists(page)), Is.EqualTo((1, false)));
        Assert.That(run.Error, Does.Contain($"has no place for {option}"));
    }

    [Test]
    public async Task The_narrowest_terminal_shows_one_column()
    {
        using MemoryStream output = new(), error = new();
        await using (Session session = new(output, error, TestData.Repository) { OutputIsTerminal = true, Width = 3 })
            Assert.That(await Program.RunAsync(["show", Sample], session), Is.Zero);

        Assert.That(Encoding.UTF8.GetString(output.ToArray()), Does.Match("^  entry +run\n"));
    }

    [Test]
    public void A_text_is_not_cut_within_a_character() =>
        Assert.That(TableLayout.Cut("abc\ud83d\ude00defgh", 5), Is.EqualTo("abc…"));

    [Test]
    public async Task What_is_missing_is_so_with_entries_chosen_too()
    {
        ToolRun run = await ToolRun.OfAsync($"show {Sample}:nothing --entries :2");

        Assert.That(run.Error, Does.Contain("There is no object 'nothing'"));
    }

    [Test]
    public async Task Json_is_a_line_an_entry_with_exact_numbers()
    {
        ToolRun run = (await ToolRun.OfAsync($"show {Sample} --columns Jet_pt,event,PV_cov --entries -2: --json")).Succeeded();

        Assert.That(run.Lines, Has.Count.EqualTo(2));
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Jet_pt", "event", "PV_cov"], new() { FirstEntry = 7998 }))
            using (batch)
                for (int entry = 0; entry < 2; entry++)
                {
                    using JsonDocument row = JsonDocument.Parse(run.Lines[entry]);
                    Assert.That(row.RootElement.GetProperty("Jet_pt").EnumerateArray().Select(v => v.GetDouble()),
                        Is.EqualTo(batch.GetAs<double>("Jet_pt")[entry].ToArray()));
                    Assert.That(row.RootElement.GetProperty("event").GetUInt64(), Is.EqualTo(batch.Get<ulong>("event").Values[entry]));
                    Assert.That(row.RootElement.GetProperty("PV_cov").EnumerateArray().Select(r => r.GetArrayLength()),
                        Is.EqualTo(new[] { 3, 3, 3 }));
                }
    }

    [TestCase(":3", 3)]
    [TestCase("7990:", 10)]
    [TestCase("-3:-1", 2)]
    [TestCase("7999:9000", 1)]
    [TestCase("9000:", 0)]
    [TestCase("5:2", 0)]
    public async Task A_range_is_half_open_and_may_count_from_the_end(string range, int lines)
    {
        ToolRun run = (await ToolRun.OfAsync(["show", Sample, "--columns", "MET_pt", "--json", "--entries", range])).Succeeded();

        Assert.That(run.Lines, Has.Count.EqualTo(lines));
    }

    [Test]
    public async Task A_range_without_entries_says_so()
    {
        ToolRun run = (await ToolRun.OfAsync($"show {Sample} --entries 9000:")).Succeeded();

        Assert.That(run.Output, Is.EqualTo("0 of 8,000 entries\n"));
    }

    [Test]
    public async Task A_page_has_the_columns_and_a_tree_has_no_picture()
    {
        string page = Path.Combine(TestData.NewFolder(), "t.html");

        (await ToolRun.OfAsync(["show", Sample, "-o", page])).Succeeded();
        ToolRun picture = await ToolRun.OfAsync(["show", Sample, "-o", Path.ChangeExtension(page, "svg")]);

        Assert.That(await File.ReadAllTextAsync(page), Does.StartWith("<!DOCTYPE html>").And.Contain("Jet_pt"));
        Assert.That(picture.ExitCode, Is.EqualTo(1));
        Assert.That(picture.Error, Does.Contain("Tree 'Events' has no picture: 'hep hist' draws its quantities"));
    }

    [TestCase("show samples/data/signal.root --columns Jet_tp", "No column 'Jet_tp' in tree 'Events'")]
    [TestCase("show samples/data/signal.root --columns /(/", "'/(/' is no regular expression")]
    [TestCase("show samples/data/histograms.root", "hep show needs an object: histograms.root:NAME")]
    [TestCase("show samples/data/*.root", "means 4 files, and hep show takes one")]
    [TestCase("show samples/data/signal.root:Event", "no object 'Event'")]
    public async Task What_cannot_be_shown_says_why(string line, string message)
    {
        ToolRun run = await ToolRun.OfAsync(line);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(message));
    }

    [Test]
    [Category("Corpus")]
    public async Task Lists_of_lists_of_texts_and_several_trees()
    {
        string lists = TestData.Reference("corpus", "files", "tree_with_doubly_jagged.root"),
            trees = TestData.Reference("corpus", "files", "edm4hep.root");

        ToolRun shown = (await ToolRun.OfAsync(["show", lists])).Succeeded(), refused = await ToolRun.OfAsync(["show", trees]);

        Assert.That(shown.Lines[3], Is.EqualTo("      1   [[7, 9, 11], [13]]   [[7.5, 9.5, 11.5], [13.5]]"));
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("holds several trees, choose one: events, podio_metadata."));
    }
}
