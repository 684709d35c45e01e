using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

/// <summary>Histograms and other objects at the command line.</summary>
public sealed class ObjectVerbsTests
{
    private const string Sample = "samples/data/histograms.root";

    [Test]
    public async Task Ls_of_a_histogram_shows_its_axes_and_a_plot()
    {
        ToolRun run = (await ToolRun.OfAsync($"ls {Sample}:MET_pt")).Succeeded();

        Assert.That(run.Output, Does.Contain("TH1D 'MET_pt'").And.Match(@"x +40 +0 +200 +5 ").And.Contain("█").And.Contain("overflow"));
    }

    [Test]
    public async Task Ls_of_a_map_shows_shades()
    {
        ToolRun run = (await ToolRun.OfAsync($"ls {Sample}:jets/eta_phi")).Succeeded();

        Assert.That(run.Output, Does.Contain("TH2D 'eta_phi'").And.Contain("@").And.Match(@"y +32 ")
            .And.Match(@"@ from 0 to \d+").And.Match(@"outside the bins \d+"));
    }

    [Test]
    public async Task What_a_file_calls_its_objects_gives_no_command_to_the_terminal()
    {
        string file = Path.Combine(TestData.NewFolder(), "odd.root");
        byte[] bytes = await File.ReadAllBytesAsync(TestData.Sample("histograms.root"));
        Replace(bytes, "Missing transverse", "\u001b[2J\n\u009b verse"u8);
        Replace(bytes, "Filled from", "\u001b[2Jd\nfrom"u8);
        await File.WriteAllBytesAsync(file, bytes);

        ToolRun titled = (await ToolRun.OfAsync(["show", $"{file}:MET_pt"])).Succeeded(),
            text = (await ToolRun.OfAsync(["show", $"{file}:note"])).Succeeded(),
            missing = await ToolRun.OfAsync(["show", $"{file}:\u001b[2J"]);

        Assert.That(titled.Lines[0], Does.StartWith("TH1D 'MET_pt': \ufffd[2J \ufffd").And.Contain("energy, 8000 entries"));
        Assert.That(text.Output, Does.Contain("\ufffd[2Jd\nfrom"));
        Assert.That(missing.Error, Does.Contain("no object '\ufffd[2J'"));
        Assert.That(titled.Output + text.Output + missing.Error, Does.Not.Contain('\u001b').And.Not.Contain('\u009b'));

        static void Replace(byte[] bytes, string old, ReadOnlySpan<byte> with)
        {
            byte[] padded = [.. Encoding.ASCII.GetBytes(old)];
            with.CopyTo(padded);
            for (int at; (at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(old))) >= 0;) padded.CopyTo(bytes, at);
        }
    }

    [Test]
    public async Task A_picture_and_json_are_both_given_where_both_are_asked_for()
    {
        string picture = Path.Combine(TestData.NewFolder(), "h.svg");

        ToolRun run = (await ToolRun.OfAsync($"show {Sample}:MET_pt -o {picture} --json")).Succeeded();

        Assert.That(run.Output, Does.StartWith("{\"class\":\"TH1D\""));
        Assert.That(await File.ReadAllTextAsync(picture), Does.Contain("<svg"));
        Assert.That((await ToolRun.OfAsync($"show {Sample}:MET_pt -o - --json")).Output, Does.StartWith("<svg"));
    }

    [Test]
    public async Task Show_prints_a_histogram_as_json()
    {
        ToolRun run = (await ToolRun.OfAsync($"show {Sample}:MET_pt --json")).Succeeded();

        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.That(json.RootElement.GetProperty("axes")[0].GetProperty("bins").GetInt32(), Is.EqualTo(40));
        Assert.That(json.RootElement.GetProperty("contents").GetArrayLength(), Is.EqualTo(40));
        Assert.That(json.RootElement.GetProperty("contents").EnumerateArray()
            .Sum(v => v.GetDouble()) + json.RootElement.GetProperty("overflow").GetDouble(), Is.EqualTo(8000));
    }

    [TestCase("MET_pt")]
    [TestCase("jets/eta_phi")]
    public async Task Show_draws_a_picture(string path)
    {
        string picture = Path.Combine(TestData.NewFolder(), "h.svg");

        (await ToolRun.OfAsync(["show", $"{Sample}:{path}", "-o", picture])).Succeeded();

        Assert.That(XElement.Parse(await File.ReadAllTextAsync(picture)).Name.LocalName, Is.EqualTo("svg"));
    }

    [Test]
    public async Task Show_of_what_has_no_picture_says_what_to_do()
    {
        ToolRun run = await ToolRun.OfAsync(["show", $"{Sample}:note", "-o", Path.Combine(TestData.NewFolder(), "x.svg")]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("TObjString has no picture").And.Contain("X.html"));
    }

    [Test]
    public async Task Show_prints_any_object_as_a_tree_of_members()
    {
        ToolRun run = (await ToolRun.OfAsync($"show {Sample}:note")).Succeeded();

        Assert.That(run.Output, Does.Contain("TObjString, version 1").And.Contain("fString: \""));
    }

    [Test]
    public async Task An_object_that_is_not_there_proposes_a_near_one()
    {
        ToolRun run = await ToolRun.OfAsync($"show {Sample}:MET_tp");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("no object 'MET_tp'").And.Contain("Nearest: MET_pt."));
    }

    [Test]
    [Category("Corpus")]
    public async Task Three_axes_are_shown_as_the_sums_over_each()
    {
        string file = TestData.Reference("corpus", "files", "th3d_parseTH_test.root"),
            picture = Path.Combine(TestData.NewFolder(), "h.svg");

        ToolRun run = (await ToolRun.OfAsync(["show", $"{file}:th3d"])).Succeeded();
        (await ToolRun.OfAsync(["show", $"{file}:th3d", "-o", picture])).Succeeded();

        Assert.That(run.Output, Does.Contain("x across, y up, over all z").And.Contain("y across, z up, over all x")
            .And.Match(@"z \\ y +\[").And.Contain("outside the bins"));
        XElement svg = XElement.Parse(await File.ReadAllTextAsync(picture));
        Assert.That(svg.Descendants().Count(e => e.Name.LocalName == "title"), Is.EqualTo(4));
    }

    [Test]
    public async Task A_histogram_has_no_columns_to_choose()
    {
        ToolRun run = await ToolRun.OfAsync($"show {Sample}:MET_pt --columns x");

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "hep: 'MET_pt' is no tree: it has no columns and entries to choose.\n")));
    }

    [Test]
    [Category("Corpus")]
    public async Task Json_of_objects_that_share_others_has_each_once()
    {
        string file = TestData.Reference("corpus", "files", "uproot-issue475.root");

        ToolRun run = (await ToolRun.OfAsync(["show", $"{file}:nEXOGeometry", "--json"])).Succeeded();

        using JsonDocument json = JsonDocument.Parse(run.Output, new JsonDocumentOptions { MaxDepth = 1000 });
        Assert.That(json.RootElement.GetProperty("class").GetString(), Is.EqualTo("TGeoManager"));
        Assert.That(run.Output, Does.Contain("\"reference\":1}").And.Contain("\"id\":1,"));
        Assert.That(run.OutputBytes, Has.Length.LessThan(20 << 20));
    }

    [Test]
    [Category("Corpus")]
    public async Task Digest_of_every_histogram_is_that_of_the_reference()
    {
        Dictionary<string, JsonElement> expected = [];
        using (StreamReader truth = new(
            new GZipStream(File.OpenRead(TestData.Reference("corpus", "truth.jsonl.gz")), CompressionMode.Decompress)))
            while (await truth.ReadLineAsync() is { } line)
                if (line.Contains("\"axes\"", StringComparison.Ordinal) && JsonDocument.Parse(line).RootElement is var row)
                    expected[KeyOf(row)] = row;
        string[] files = [.. expected.Values.Select(r => TestData.Reference("corpus", "files", r.GetProperty("file").GetString()!))
            .Distinct()];

        ToolRun run = (await ToolRun.OfAsync(["digest", .. files])).Succeeded();

        Dictionary<string, JsonElement> found = run.Lines.Where(l => l.Contains("\"axes\":", StringComparison.Ordinal))
            .Select(l => JsonDocument.Parse(l).RootElement).ToDictionary(KeyOf);
        string[] members = ["class", "name", "title", "shape", "values", "nonfinite", "content", "axes"];
        string[] unlike = [.. expected.Where(e =>
            !found.TryGetValue(e.Key, out JsonElement row)
                || members.Any(m => !JsonElement.DeepEquals(e.Value.GetProperty(m), row.GetProperty(m)))
            || (e.Value.TryGetProperty("edges", out JsonElement edges) && !JsonElement.DeepEquals(edges, row.GetProperty("edges"))))
                .Select(e => e.Key)];
        Assert.That(expected, Has.Count.EqualTo(204));
        Assert.That(unlike, Is.Empty);
    }

    private static string KeyOf(JsonElement row) => $"{row.GetProperty("file").GetString()}:{row.GetProperty("object").GetString()}";
}
