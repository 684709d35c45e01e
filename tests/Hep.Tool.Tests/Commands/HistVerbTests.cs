using System.Text.Json;
using System.Xml.Linq;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary>Histograms from expressions, beside loops over what the reader gives.</summary>
public sealed class HistVerbTests
{
    private const string Sample = "samples/data/signal.root";

    [Test]
    public async Task Objects_are_filled_that_pass_the_cut_in_the_bins_that_are_asked_for()
    {
        double[] expected = new double[10];
        (double under, double over, long filled) = (0, 0, 0);
        await ForEachJetAsync((pt, eta, _) =>
        {
            if (!(Math.Abs(eta) < 2.4)) return;
            filled++;
            if (pt < 20) under++;
            else if (pt >= 120) over++;
            else expected[(int)((pt - 20) / 10)]++;
        });

        using JsonDocument json = await JsonOfAsync("hist", Sample, "--expr", "Jet_pt", "--where", "abs(Jet_eta) < 2.4",
            "--bins", "10,20,120");

        Assert.That(Contents(json), Is.EqualTo(expected));
        Assert.That((Number(json, "underflow"), Number(json, "overflow"), Number(json, "entries")), Is.EqualTo((under, over, filled)));
        JsonElement axis = json.RootElement.GetProperty("axes")[0];
        Assert.That(axis.GetRawText(), Is.EqualTo("""{"bins":10,"low":20,"high":120}"""));
        Assert.That(new[] { under, over, expected.Min() }, Is.All.GreaterThan(0));
    }

    [Test]
    public async Task A_cut_and_a_weight_of_entries_hold_for_their_objects()
    {
        double[] expected = new double[5];
        await ForEachJetAsync((pt, _, met) =>
        {
            if (met > 50 && pt < 100) expected[(int)(pt / 20)] += met;
        });

        using JsonDocument json = await JsonOfAsync("hist", Sample, "-e", "Jet_pt", "--where", "MET_pt > 50", "--weight", "MET_pt",
            "--bins", "5,0,100");

        Assert.That(Contents(json), Is.EqualTo(expected).Within(1e-12).Percent);
    }

    [Test]
    public async Task Several_files_are_one_chain()
    {
        using JsonDocument one = await JsonOfAsync("hist", "samples/data/background.root", "-e", "MET_pt", "--bins", "3,0,90"),
            two = await JsonOfAsync("hist", "samples/data/background2.root:Events", "-e", "MET_pt", "--bins", "3,0,90"),
            both = await JsonOfAsync("hist", "samples/data/background*.root", "--tree", "Events", "-e", "MET_pt", "--bins", "3,0,90");

        Assert.That(Contents(both), Is.EqualTo(Contents(one).Zip(Contents(two), (a, b) => a + b)));
        Assert.That(Number(both, "entries"), Is.EqualTo(12_000));
    }

    [Test]
    public async Task Without_bins_the_range_of_the_data_gives_them()
    {
        ToolRun run = (await ToolRun.OfAsync($"hist {Sample} --expr nJet")).Succeeded();

        Assert.That(run.Lines[0], Is.EqualTo("nJet: 8,000 filled from 8,000 entries"));
        Assert.That(run.Lines[1], Does.StartWith("[-0.5, 0.5) █"));
        Assert.That(run.Lines[^1], Is.EqualTo("underflow 0, overflow 0"));
    }

    [Test]
    public async Task The_picture_has_the_expression_and_the_cut_and_only_a_page_is_a_page()
    {
        string folder = TestData.NewFolder(), picture = Path.Combine(folder, "h.svg"), page = Path.Combine(folder, "h.html");

        ToolRun drawn = (await ToolRun.OfAsync(["hist", Sample, "-e", "max(Jet_pt)", "--where", "nJet > 1 && nJet < 9", "-o", picture]))
            .Succeeded();
        (await ToolRun.OfAsync(["hist", Sample, "-e", "max(Jet_pt)", "--where", "nJet > 1", "-o", page])).Succeeded();
        ToolRun again = await ToolRun.OfAsync(["hist", Sample, "-e", "MET_pt", "-o", picture]);

        XElement svg = XElement.Parse(await File.ReadAllTextAsync(picture));
        Assert.That(svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value),
            Does.Contain("max(Jet_pt)").And.Contain("nJet > 1 && nJet < 9"));
        Assert.That(drawn.Output, Is.Empty);
        Assert.That(await File.ReadAllTextAsync(page), Does.StartWith("<!DOCTYPE html>")
            .And.Contain("<title>max(Jet_pt) where nJet &gt; 1</title>").And.Contain("underflow 0"));
        Assert.That((again.ExitCode, again.Error), Is.EqualTo((1, $"hep: '{picture}' exists: --force replaces it.\n")));
    }

    [Test]
    public async Task A_picture_on_standard_output_is_alone_there()
    {
        ToolRun run = (await ToolRun.OfAsync(["hist", Sample, "-e", "MET_pt", "-o", "-", "--json"])).Succeeded();

        Assert.That(XElement.Parse(run.Output).Name.LocalName, Is.EqualTo("svg"));
        Assert.That(run.Error, Is.EqualTo("-: 8,000 filled\n"));
    }

    [Test]
    public async Task NaN_is_told_of_and_not_filled()
    {
        ToolRun run = (await ToolRun.OfAsync(["hist", Sample, "-e", "Muon_pt[0]", "--bins", "1,0,1000", "--json"])).Succeeded();

        using JsonDocument json = JsonDocument.Parse(run.Output);
        long muons = (long)Number(json, "entries");
        Assert.That(muons, Is.GreaterThan(0).And.LessThan(8000));
        Assert.That(run.Error, Is.EqualTo(FormattableString.Invariant($"hep hist: {8000 - muons:N0} NaN were not filled.\n")));
    }

    [TestCase("Jet_tp", "", "No column 'Jet_tp'. Nearest: Jet_pt, Jet_eta.\n  Jet_tp\n  ^")]
    [TestCase("MET_pt", "Jet_pt > 3", "The cut has values of shape [*] and 'MET_pt' one value an entry")]
    [TestCase("log(-MET_pt)", "",
        "'log(-MET_pt)' has no finite value to choose bins by: all 8,000 are NaN or infinite. Choose bins with --bins.")]
    [TestCase("MET_pt", "MET_pt < 0", "'MET_pt' has no finite value to choose bins by: nothing is left to fill. Choose bins with --bins.")]
    public async Task What_cannot_be_filled_says_why(string expression, string cut, string message)
    {
        ToolRun run = await ToolRun.OfAsync(["hist", Sample, "-e", expression, .. cut.Length > 0 ? (string[])["--where", cut] : []]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("hep: " + message));
        Assert.That(run.Output, Is.Empty);
    }

    [TestCase("hist samples/data/signal.root:Events --tree Other -e MET_pt", 2,
        "--tree Other and 'samples/data/signal.root:Events' name")]
    [TestCase("hist samples/data/signal.root -e MET_pt -o h.png", 2, "'h.png' ends in neither .svg, a picture, nor .html, a page")]
    [TestCase("show samples/data/histograms.root:MET_pt -o h.png", 2, "'h.png' ends in neither .svg, a picture, nor .html, a page")]
    public async Task What_cannot_be_honoured_is_refused(string line, int code, string message)
    {
        ToolRun run = await ToolRun.OfAsync(line);

        Assert.That(run.ExitCode, Is.EqualTo(code));
        Assert.That(run.Error, Does.StartWith("hep: " + message));
    }

    [Test]
    public async Task The_tree_may_be_named_twice() =>
        (await ToolRun.OfAsync("hist samples/data/signal.root:Events --tree Events -e MET_pt --bins 1,0,1")).Succeeded();

    [Test]
    [Category("Corpus")]
    public async Task A_column_that_is_listed_and_cannot_be_read_says_why()
    {
        string one = TestData.Reference("corpus", "files", "uproot-issue-tbranch-of-th2.root");

        ToolRun unreadable = await ToolRun.OfAsync(["hist", one, "-e", "`histogram.fXaxis.fLabels`"]),
            matched = await ToolRun.OfAsync(["show", one, "--columns", "histogram.fXaxis.f*L*bels"]);

        Assert.That(unreadable.Error, Does.StartWith("hep: Column 'histogram.fXaxis.fLabels' of tree ")
            .And.Contain("cannot be read: a THashList may hold objects of any class"));
        Assert.That(matched.Error, Does.StartWith("hep: What 'histogram.fXaxis.f*L*bels' matches in tree ")
            .And.Contain("cannot be read: column 'histogram.fXaxis.fLabels': a THashList may hold objects of any class"));
    }

    [Test]
    [Category("Corpus")]
    public async Task A_column_that_cannot_be_decoded_is_not_missing()
    {
        string file = TestData.Reference("corpus", "files", "uproot-issue475.root") + ":Event/Sim/SimHeader";

        ToolRun run = await ToolRun.OfAsync(["hist", file, "-e", "`SimHeader/m_event.m_entry`"]);

        Assert.That(run.Error,
            Does.StartWith("hep: column 'SimHeader/m_event.m_entry' in ").And.Contain("2 bytes are left behind the value"));
    }

    [Test]
    [Category("Corpus")]
    public async Task A_column_that_some_files_lack_is_no_matter_of_defaults()
    {
        string other = TestData.Reference("corpus", "files", "tree_with_doubly_jagged.root");

        ToolRun run = await ToolRun.OfAsync(["hist", Sample, $"{other}", "-e", "MET_pt"]);

        Assert.That(run.Error, Does.StartWith($"hep: Column 'MET_pt' is missing in '{other}' and present in other files: ")
            .And.Not.Contain("default"));
    }

    [Test]
    public async Task Nothing_left_in_given_bins_is_an_empty_histogram()
    {
        using JsonDocument json = await JsonOfAsync("hist", Sample, "-e", "MET_pt", "--where", "MET_pt < 0", "--bins", "2,0,1");

        Assert.That((Contents(json).Sum(), Number(json, "entries")), Is.EqualTo((0.0, 0.0)));
    }

    private static async Task<JsonDocument> JsonOfAsync(params string[] arguments) =>
        JsonDocument.Parse((await ToolRun.OfAsync([.. arguments, "--json"])).Succeeded().Output);

    private static double[] Contents(JsonDocument json) =>
        [.. json.RootElement.GetProperty("contents").EnumerateArray().Select(c => c.GetDouble())];

    private static double Number(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetDouble();

    private static async Task ForEachJetAsync(Action<float, float, float> visit)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Jet_pt", "Jet_eta", "MET_pt"]))
            using (batch)
                for (int entry = 0; entry < batch.EntryCount; entry++)
                {
                    ReadOnlySpan<float> pt = batch.Get<float>("Jet_pt")[entry], eta = batch.Get<float>("Jet_eta")[entry];
                    for (int i = 0; i < pt.Length; i++) visit(pt[i], eta[i], batch.Get<float>("MET_pt").Values[entry]);
                }
    }
}
