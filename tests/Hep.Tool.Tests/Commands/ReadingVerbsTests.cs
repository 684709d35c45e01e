using System.Text.Json;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

public sealed class ReadingVerbsTests
{
    [Test]
    public async Task Ls_lists_keys_and_the_columns_of_the_only_tree()
    {
        ToolRun run = (await ToolRun.OfAsync(["ls", TestData.Sample("signal.root")])).Succeeded();

        Assert.That(run.Output, Does.Contain("Events;1").And.Contain("8,000 entries, 56 columns").And.Match(@"Jet_pt +float32 +\[\*\] nJet")
            .And.Match(@"PV_cov +float32 +\[3\]\[3\]"));
    }

    [Test]
    public async Task Ls_prints_one_json_object_a_file()
    {
        ToolRun run = (await ToolRun.OfAsync(["ls", "samples/data/background*.root", "--json"])).Succeeded();

        Assert.That(run.Lines, Has.Count.EqualTo(2));
        using JsonDocument file = JsonDocument.Parse(run.Lines[0]);
        JsonElement tree = file.RootElement.GetProperty("trees")[0];
        Assert.That(tree.GetProperty("entries").GetInt64(), Is.EqualTo(8000));
        JsonElement column = tree.GetProperty("columns").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "Jet_pt");
        Assert.That(
            (column.GetProperty("type").GetString(), column.GetProperty("shape")[0].GetString(), column.GetProperty("counter").GetString()),
            Is.EqualTo(("float32", "*", "nJet")));
    }

    [Test]
    public async Task Ls_of_an_object_that_is_not_there_proposes_a_near_one()
    {
        ToolRun run = await ToolRun.OfAsync(["ls", "samples/data/signal.root:Event"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("no object 'Event'").And.Contain("Nearest: Events."));
    }

    [Test]
    [Category("Corpus")]
    public async Task Ls_lists_the_keys_beside_a_tree_that_cannot_be_opened_and_says_why()
    {
        string early = TestData.Reference("corpus", "files", "test_ntuple_soa.root");
        const string Why = "not supported: RNTuple before format 1.0 (class ROOT::Experimental::RNTuple)";

        foreach (string[] options in (string[][])[[], ["--all"]])
        {
            ToolRun table = (await ToolRun.OfAsync(["ls", early, .. options])).Succeeded();
            Assert.That(table.Output, Does.Contain("ntuple;1   ROOT::Experimental::RNTuple").And.Contain(Why));
        }
        using JsonDocument file = JsonDocument.Parse((await ToolRun.OfAsync(["ls", early, "--json"])).Succeeded().Output);
        JsonElement tree = file.RootElement.GetProperty("trees")[0];
        Assert.That(file.RootElement.GetProperty("keys").GetArrayLength(), Is.EqualTo(1));
        Assert.That(tree.GetProperty("readable").GetBoolean(), Is.False);
        Assert.That(tree.GetProperty("why").GetString(), Does.Contain(Why));

        foreach (string[] line in (string[][])[["ls", early + ":ntuple"], ["ls", early, "--csharp"], ["show", early]])
        {
            ToolRun opened = await ToolRun.OfAsync(line);
            Assert.That((opened.ExitCode, opened.Output), Is.EqualTo((1, "")));
            Assert.That(opened.Error, Does.Contain(Why));
        }
    }

    [Test]
    public async Task Ls_prints_the_record_of_a_tree()
    {
        ToolRun run = (await ToolRun.OfAsync(["ls", "samples/data/signal.root:Events", "--csharp"])).Succeeded();

        Assert.That(run.Lines,
            Does.Contain("[RootRecord]").And.Contain("public sealed partial record Events(").And.Contain("    float[] Jet_pt,"));
        Assert.That(run.Lines[0], Is.EqualTo("using Hep.Root.IO;"));
    }

    [TestCase("readspeed root://127.0.0.1:1//file.root:Events",
        "'root://127.0.0.1:1//file.root' cannot be read: 127.0.0.1:1 cannot be reached")]
    [TestCase("xrd stat root://127.0.0.1:0//file.root", "'root://127.0.0.1:0//file.root' is no URL of XRootD: '0' is no port")]
    [TestCase("xrd cp root://127.0.0.1:1//file.root", "hep xrd cp takes a URL and where its copy goes")]
    [TestCase("xrd mv root://127.0.0.1:1//file.root", "hep xrd does ls, stat, locate, checksum, cp, not 'mv'")]
    public async Task A_remote_file_that_cannot_be_read_is_named(string line, string message)
    {
        ToolRun run = await ToolRun.OfAsync(line);

        Assert.That(run.ExitCode, Is.AnyOf(1, 2));
        Assert.That(run.Error, Does.Contain(message));
    }

    [TestCase("ls ftp://host/file.root?token=secret")]
    [TestCase("readspeed ftp://host/file.root?token=secret")]
    public async Task A_url_that_is_not_read_here_is_told_with_those_that_are(string line)
    {
        ToolRun run = await ToolRun.OfAsync(line);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("hep: 'ftp://host/file.root' is remote").And.Contain("https://").And.Not.Contain("secret"));
    }

    [Test]
    public async Task A_digest_names_a_file_without_what_stands_behind_the_path_of_its_url()
    {
        ToolRun run = (await ToolRun.OfAsync("digest ftp://host/file.root?token=secret")).Succeeded();

        Assert.That(run.Output, Does.StartWith("""{"file":"file.root",""").And.Not.Contain("secret"));
    }

    [Test]
    public async Task A_file_that_is_not_there_is_named_without_a_stack()
    {
        ToolRun run = await ToolRun.OfAsync(["ls", "nowhere.root"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("nowhere.root").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Digest_prints_the_tree_and_then_its_columns()
    {
        ToolRun run = (await ToolRun.OfAsync(["digest", "samples/data/signal.root"])).Succeeded();

        Assert.That(run.Lines, Has.Count.EqualTo(57));
        Assert.That(run.Lines[0],
            Is.EqualTo("""{"file":"signal.root","object":"Events;1","kind":"TTree","class":"TTree","entries":8000,"columns":56}"""));
        using JsonDocument jets = JsonDocument.Parse(run.Lines.Single(l => l.Contains("\"column\":\"Jet_pt\"", StringComparison.Ordinal)));
        Assert.That(jets.RootElement.GetProperty("values").GetInt64(), Is.EqualTo(28974));
        Assert.That(jets.RootElement.GetProperty("sum").GetDouble(), Is.EqualTo(1140732.28125));
        Assert.That(jets.RootElement.GetProperty("offsets").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_file_that_digest_cannot_open_is_a_line_and_the_run_goes_on()
    {
        string folder = TestData.NewFolder(), broken = Path.Combine(folder, "broken.root");
        await File.WriteAllTextAsync(broken, "this is no ROOT file");

        ToolRun run = (await ToolRun.OfAsync(["digest", broken, TestData.Sample("signal.root")])).Succeeded();

        Assert.That(run.Lines[0], Does.StartWith("""{"file":"broken.root","object":"","column":"","readable":false,"why":"""));
        Assert.That(run.Lines, Has.Count.EqualTo(58));
    }

    [Test]
    public async Task An_object_that_digest_does_not_find_is_a_line_and_the_run_goes_on()
    {
        ToolRun run = (await ToolRun.OfAsync(["digest", "samples/data/signal.root:Event", "samples/data/signal.root:Events"])).Succeeded();

        Assert.That(run.Lines[0], Is.EqualTo(
            """{"file":"signal.root","object":"Event","column":"","readable":false,"""
            + "\"why\":\"There is no object 'Event' in the file. Nearest: Events.\"}"));
        Assert.That(run.Lines, Has.Count.EqualTo(58));
    }

    [Test]
    public async Task A_folder_is_told_from_a_file()
    {
        ToolRun run = await ToolRun.OfAsync(["ls", "samples/data"]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("it is a folder"));
    }

    [Test]
    public async Task Memory_bounds_what_is_loaded_at_once()
    {
        ToolRun little = await ToolRun.OfAsync("readspeed samples/data/signal.root --memory 64KiB");
        ToolRun enough = await ToolRun.OfAsync("readspeed samples/data/signal.root --memory 4MiB");

        Assert.That(little.ExitCode, Is.EqualTo(1));
        Assert.That(little.Error,
            Does.Contain("hold more than 65536 bytes: read fewer columns, or raise ReadOptions.MemoryBudget (--memory"));
        Assert.That(enough.Succeeded().Output, Does.Contain("\"entries\":8000"));
    }

    [Test]
    public async Task A_truncated_file_ends_in_lines_and_never_in_a_failure()
    {
        string path = Path.Combine(TestData.NewFolder(), "cut.root");
        byte[] whole = await File.ReadAllBytesAsync(TestData.Sample("signal.root"));
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)]);

        ToolRun run = (await ToolRun.OfAsync(["digest", path])).Succeeded();

        Assert.That(run.Lines, Is.Not.Empty);
        Assert.That(run.Lines.Any(l => l.Contains("\"readable\":false", StringComparison.Ordinal)), Is.True);
    }

    [Test]
    public async Task Digest_of_the_corpus_gives_the_rows_of_its_description()
    {
        string file = TestData.Reference("corpus", "files", "uproot-simple.root");

        ToolRun run = (await ToolRun.OfAsync(["digest", file])).Succeeded();

        Assert.That(run.Lines,
            Does.Contain("""{"file":"uproot-simple.root","object":"tree;1","kind":"TTree","class":"TTree","entries":4,"columns":3}"""));
        const string tree = """{"file":"uproot-simple.root","object":"tree;1","kind":"TTree",""";
        const string one = "cf97adeedb59e05bfd73a2b4c2a8885708c4f4f70c84c64b27120e72ab733b72";
        const string three = "741c5d39558bfced06f07ec0205f28c190c96a3b8e8e5fa317ecd4e0529fce66";
        const string offsets = "0c5c6559fd898702b93039f24ba5c54fd1c4b43d9b7dce7f1e6c53f05d6016d1";
        Assert.That(run.Lines, Does.Contain(
            tree + "\"column\":\"one\",\"entries\":4,\"type\":\"int32\",\"depth\":0,\"values\":4,\"sum\":10.0,\"nonfinite\":0,"
            + $"\"content\":\"{one}\",\"offsets\":[]}}"));
        Assert.That(run.Lines, Does.Contain(
            tree + "\"column\":\"three\",\"entries\":4,\"type\":\"string\",\"depth\":0,\"values\":4,\"sum\":1778.0,\"nonfinite\":0,"
            + $"\"content\":\"{three}\",\"offsets\":[\"{offsets}\"]}}"));
    }

    [Test]
    public async Task Readspeed_prints_one_line_with_every_figure()
    {
        ToolRun run =
            (await ToolRun.OfAsync("readspeed samples/data/signal.root --columns MET_pt,Jet_* --batch 1000 --threads 1")).Succeeded();

        using JsonDocument line = JsonDocument.Parse(run.Lines.Single());
        Assert.That(line.RootElement.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[]
        {
            "files", "entries", "columns", "bytes_compressed", "bytes", "first_wall", "first_cpu", "later_wall", "later_cpu", "seconds",
            "mb_per_s", "entries_per_s", "peak_rss_mb", "allocated_mb", "threads", "batch",
        }));
        Assert.That(line.RootElement.GetProperty("entries").GetInt64(), Is.EqualTo(8000));
        Assert.That(line.RootElement.GetProperty("columns").GetInt32(), Is.EqualTo(11));
        Assert.That(line.RootElement.GetProperty("later_wall").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(line.RootElement.GetProperty("seconds").GetDouble(),
            Is.EqualTo(line.RootElement.GetProperty("first_wall").GetDouble()));
    }

    [Test]
    public async Task A_column_that_is_not_there_is_a_failure_that_proposes_near_ones()
    {
        ToolRun run = await ToolRun.OfAsync("readspeed samples/data/signal.root --columns Moun_pt");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("Moun_pt").And.Contain("Muon_pt"));
    }

    [Test]
    public async Task A_list_names_files_relative_to_itself()
    {
        string list = Path.Combine(TestData.NewFolder(), "files.txt");
        string relative = Path.GetRelativePath(Path.GetDirectoryName(list)!, TestData.Sample("background.root"));
        await File.WriteAllTextAsync(list, $"# two files\n\n{TestData.Sample("signal.root")}\n{relative}\n");

        ToolRun run = (await ToolRun.OfAsync(["ls", "@" + list, "--json"])).Succeeded();

        Assert.That(run.Lines, Has.Count.EqualTo(2));
    }
}
