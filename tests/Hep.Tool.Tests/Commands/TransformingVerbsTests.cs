using System.Text.Json;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Tool.Tests.Commands;

public sealed class TransformingVerbsTests
{
    private static string Sources =>
        $$"""[ { "files": ["{{TestData.Sample("signal.root")}}"], "label": 1, "entries": [0, 300] }, """
        + $$"""{ "files": ["{{TestData.Sample("background*.root")}}"], "label": 0, "entries": [7990, 8010] } ]""";

    private static string Configuration => $$"""
        {
          // two sources, one of two files
          "dataset": { "sources": {{Sources}}, "define": { "Jet_frac": "Jet_pt / sum(Jet_pt)" }, "where": "nJet >= 1" },
          "features": { "columns": ["MET_pt", "Jet_pt", "Jet_frac"], "scaling": { "*": "standard" } },
        }
        """;

    [Test]
    public async Task Fit_prints_a_table_and_writes_the_statistics()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);

        ToolRun run = (await ToolRun.OfAsync("fit c.json -o s.json", folder)).Succeeded();

        Assert.That(run.Output, Does.Contain("column").And.Contain("Jet_frac").And.Contain("of 320 entries pass the cut"));
        FeatureStatistics statistics = FeatureStatistics.FromJson(await File.ReadAllTextAsync(Path.Combine(folder, "s.json")));
        Assert.That(statistics.EntriesSeen, Is.EqualTo(320));
        Assert.That(statistics.Columns.Select(c => c.Name), Is.EqualTo(new[] { "MET_pt", "Jet_pt", "Jet_frac" }));
    }

    [Test]
    public async Task A_sample_takes_the_statistics_of_some_clusters()
    {
        string folder = await NewConfigurationAsync("c.json", $$"""
            {
              "dataset": { "sources": [{ "files": ["{{TestData.Sample("background*.root")}}"] }] },
              "features": { "columns": ["MET_pt"] },
            }
            """);

        string all = (await ToolRun.OfAsync("fit c.json -o -", folder)).Succeeded().Output;
        string some = (await ToolRun.OfAsync("fit c.json -o - --sample 0.5", folder)).Succeeded().Output;
        ToolRun wrong = await ToolRun.OfAsync("fit c.json --sample 1.5", folder);

        Assert.That(FeatureStatistics.FromJson(some).EntriesSeen, Is.InRange(1, FeatureStatistics.FromJson(all).EntriesSeen - 1));
        Assert.That(FeatureStatistics.FromJson(some).Fingerprint, Is.Not.EqualTo(FeatureStatistics.FromJson(all).Fingerprint));
        Assert.That(wrong.ExitCode, Is.EqualTo(2));
        Assert.That(wrong.Error, Does.Contain("--sample takes a number"));
    }

    [Test]
    public async Task Kept_statistics_cost_new_files_alone_and_are_the_same_document()
    {
        string folder = await NewConfigurationAsync("c.json", """
            { "dataset": { "sources": [{ "files": ["*.root"] }] }, "features": { "columns": ["MET_pt", "Jet_pt"] } }
            """);
        File.Copy(TestData.Sample("background2.root"), Path.Combine(folder, "a.root"));
        ToolRun first = (await ToolRun.OfAsync("fit c.json -o one.json --keep kept", folder)).Succeeded();
        File.Copy(TestData.Sample("signal.root"), Path.Combine(folder, "b.root"));

        ToolRun grown = (await ToolRun.OfAsync("fit c.json -o two.json --keep kept", folder)).Succeeded();
        ToolRun json = (await ToolRun.OfAsync("fit c.json --json --keep kept", folder)).Succeeded();
        (await ToolRun.OfAsync("fit c.json -o anew.json --keep other --threads 3", folder)).Succeeded();
        ToolRun vectorize = (await ToolRun.OfAsync("vectorize c.json -o f.npz --keep kept", folder)).Succeeded();

        Assert.That(first.Error, Does.Contain("statistics of files: 0 known, 1 read"));
        Assert.That(grown.Error, Does.Contain("statistics of files: 1 known, 1 read"));
        Assert.That(grown.Output, Does.Contain("entries pass the cut"));
        string two = await File.ReadAllTextAsync(Path.Combine(folder, "two.json"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "anew.json")), Is.EqualTo(two));
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.That(document.RootElement.GetProperty("kept").GetProperty("files_known").GetInt32(), Is.EqualTo(2));
        Assert.That(document.RootElement.GetProperty("kept").GetProperty("files_read").GetInt32(), Is.Zero);
        Assert.That(FeatureStatistics.FromJson(json.Output).ToJson() + "\n", Is.EqualTo(two));
        Assert.That(vectorize.Error, Does.Contain("statistics of files: 2 known, 0 read"));
    }

    [Test]
    public async Task A_folder_that_cannot_be_and_statistics_that_are_not_taken_are_refused()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);

        ToolRun noFolder = await ToolRun.OfAsync("fit c.json --keep c.json", folder);
        ToolRun both = await ToolRun.OfAsync("vectorize c.json -o f.npz --stats s.json --keep kept", folder);

        Assert.That((noFolder.ExitCode, both.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(noFolder.Error, Does.Contain("Nothing can be kept in 'c.json'"));
        Assert.That(both.Error, Does.Contain("leave out one of --stats and --keep"));
    }

    [Test]
    public async Task A_file_that_cannot_be_read_is_skipped_and_told_where_the_configuration_says_so()
    {
        string folder = await NewConfigurationAsync("c.json", """
            {
              "dataset": { "sources": [{ "files": ["*.root"] }], "bad_files": "skip", "metadata_cache": "files.jsonl" },
              "features": { "columns": ["MET_pt"] },
            }
            """);
        File.Copy(TestData.Sample("background2.root"), Path.Combine(folder, "a.root"));
        await File.WriteAllTextAsync(Path.Combine(folder, "b.root"), "no file of ROOT");

        ToolRun fit = (await ToolRun.OfAsync("fit c.json -o s.json", folder)).Succeeded();
        ToolRun vectorize = (await ToolRun.OfAsync("vectorize c.json -o f.npz", folder)).Succeeded();

        Assert.That(fit.Error, Does.Contain("skipped").And.Contain("b.root"));
        Assert.That(vectorize.Error, Does.Contain("b.root"));
        Assert.That(File.Exists(Path.Combine(folder, "files.jsonl")));
    }

    [Test]
    public async Task Where_the_statistics_take_standard_output_the_table_goes_to_standard_error()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);

        ToolRun run = (await ToolRun.OfAsync("fit c.json -o -", folder)).Succeeded();

        Assert.That(FeatureStatistics.FromJson(run.Output).EntriesSeen, Is.EqualTo(320));
        Assert.That(run.Error, Does.Contain("Jet_frac"));
    }

    [Test]
    public async Task A_result_is_replaced_only_by_force()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);
        await File.WriteAllTextAsync(Path.Combine(folder, "s.json"), "old");

        ToolRun refused = await ToolRun.OfAsync("fit c.json -o s.json", folder);
        ToolRun forced = await ToolRun.OfAsync("fit c.json -o s.json --force", folder);

        Assert.That((refused.ExitCode, forced.ExitCode), Is.EqualTo((1, 0)));
        Assert.That(refused.Error, Does.Contain("--force"));
    }

    [Test]
    public async Task Vectorize_writes_the_arrays_of_the_entries_that_pass_in_stored_order()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);

        (await ToolRun.OfAsync("vectorize c.json -o f.npz", folder)).Succeeded();

        using NpzReader npz = NpzReader.Open(Path.Combine(folder, "f.npz"));
        NpyArray features = await npz.ReadAsync("features"), mask = await npz.ReadAsync("mask"), entries = await npz.ReadAsync("entries");
        NpyArray labels = await npz.ReadAsync("labels"),
            lengths = await npz.ReadAsync("lengths_Jet"), weights = await npz.ReadAsync("weights");
        string[] cells = (await npz.ReadAsync("cells")).Texts();
        int n = labels.Count;
        Assert.That(n, Is.GreaterThan(250).And.LessThan(320));
        Assert.That(features.Shape, Is.EqualTo(new[] { n, cells.Length }));
        Assert.That(mask.Shape, Is.EqualTo(features.Shape));
        Assert.That(cells[..2], Is.EqualTo(new[] { "MET_pt", "Jet_pt[0]" }));
        Assert.That(lengths.Values<int>().ToArray(), Has.All.GreaterThanOrEqualTo(1));
        Assert.That(weights.Values<float>().ToArray(), Has.All.EqualTo(1));
        Assert.That(entries.Shape, Is.EqualTo(new[] { n, 2 }));
        long[] rows = entries.Values<long>().ToArray();
        // the chain goes on in the second file
        Assert.That(rows[^2..], Is.EqualTo(new long[] { 1, 8009 }).Or.EqualTo(new long[] { 1, 8008 }).Or.EqualTo(new long[] { 1, 8007 }));
        Assert.That(labels.Values<float>()[^1], Is.Zero);
    }

    [Test]
    public async Task Tokens_are_the_cells_of_each_object_with_a_mask_of_those_that_exist()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);

        (await ToolRun.OfAsync("vectorize c.json -o f.npz --tokens", folder)).Succeeded();

        using NpzReader npz = NpzReader.Open(Path.Combine(folder, "f.npz"));
        NpyArray tokens = await npz.ReadAsync("tokens_Jet"), mask = await npz.ReadAsync("mask_Jet");
        NpyArray features = await npz.ReadAsync("features");
        int[] lengths = (await npz.ReadAsync("lengths_Jet")).Values<int>().ToArray();
        string[] columns = (await npz.ReadAsync("columns_Jet")).Texts(), cells = (await npz.ReadAsync("cells")).Texts();
        int n = lengths.Length, slots = mask.Shape[1];
        Assert.That(columns, Is.EqualTo(new[] { "Jet_pt", "Jet_frac" }));
        Assert.That(tokens.Shape, Is.EqualTo(new[] { n, slots, 2 }));
        Assert.That(mask.Shape, Is.EqualTo(new[] { n, slots }));
        for (int row = 0; row < n; row++)
            for (int slot = 0; slot < slots; slot++)
            {
                Assert.That(mask.Values<bool>()[row * slots + slot], Is.EqualTo(slot < lengths[row]));
                for (int column = 0; column < 2; column++)
                    Assert.That(tokens.Values<float>()[(row * slots + slot) * 2 + column],
                        Is.EqualTo(features.Values<float>()[row * cells.Length + Array.IndexOf(cells, $"{columns[column]}[{slot}]")]));
            }
    }

    [Test]
    public async Task Objects_are_the_tokens_that_exist_over_all_batches()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);

        (await ToolRun.OfAsync("vectorize c.json -o f.npz --tokens --objects", folder)).Succeeded();

        using NpzReader npz = NpzReader.Open(Path.Combine(folder, "f.npz"));
        float[] tokens = (await npz.ReadAsync("tokens_Jet")).Values<float>().ToArray();
        NpyArray objects = await npz.ReadAsync("objects_Jet");
        bool[] mask = (await npz.ReadAsync("mask_Jet")).Values<bool>().ToArray();
        long[] offsets = (await npz.ReadAsync("offsets_Jet")).Values<long>().ToArray();
        int[] lengths = (await npz.ReadAsync("lengths_Jet")).Values<int>().ToArray();
        int slots = mask.Length / lengths.Length;
        Assert.That(offsets, Has.Length.EqualTo(lengths.Length + 1));
        Assert.That(offsets.Skip(1).Zip(offsets, (end, start) => end - start), Is.EqualTo(lengths.Select(l => (long)Math.Min(l, slots))));
        Assert.That(objects.Shape, Is.EqualTo(new[] { (int)offsets[^1], 2 }));
        Assert.That(objects.Values<float>().ToArray(), Is.EqualTo(tokens.Where((_, i) => mask[i / 2])));
    }

    [Test]
    public async Task Shuffle_prints_the_order_of_an_epoch_and_goes_on_from_its_token()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);

        ToolRun whole = (await ToolRun.OfAsync("shuffle c.json --epoch 3", folder)).Succeeded();
        ToolRun first = (await ToolRun.OfAsync("shuffle c.json --epoch 3 --limit 100", folder)).Succeeded();
        ToolRun rest = (await ToolRun.OfAsync($"shuffle c.json --position {first.Error.Trim()} --threads 2", folder)).Succeeded();
        ToolRun shard = (await ToolRun.OfAsync("shuffle c.json --shard 1/2", folder)).Succeeded();

        string[] lines = whole.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Is.Unique);
        Assert.That(lines[0], Does.Match("""^\{"source":[01],"entry":\d+\}$"""));
        Assert.That(first.Output + rest.Output, Is.EqualTo(whole.Output));
        Assert.That(rest.Error, Is.EqualTo(whole.Error));
        Assert.That(shard.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(lines.Length / 2));
    }

    [TestCase("shuffle c.json --shard 2/2", 2, "--shard takes a part and the number of parts")]
    [TestCase("shuffle c.json --position x", 1, "'x' is no position")]
    public async Task A_wrong_shard_or_position_is_told(string line, int exitCode, string message)
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);

        ToolRun run = await ToolRun.OfAsync(line, folder);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode));
        Assert.That(run.Error, Does.Contain(message));
    }

    [Test]
    public async Task Statistics_from_a_file_give_the_arrays_of_statistics_taken_now()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);
        (await ToolRun.OfAsync("fit c.json -o s.json", folder)).Succeeded();

        ToolRun now = (await ToolRun.OfAsync("vectorize c.json -o -", folder)).Succeeded();
        ToolRun later = (await ToolRun.OfAsync("vectorize c.json --stats s.json -o -", folder)).Succeeded();

        Assert.That(later.OutputBytes, Is.EqualTo(now.OutputBytes));
    }

    [Test]
    public async Task Yaml_and_json_give_the_same_arrays()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);
        await File.WriteAllTextAsync(Path.Combine(folder, "c.yaml"), $"""
            dataset:
              sources: {Sources}
              define: {"{ Jet_frac: Jet_pt / sum(Jet_pt) }"}
              where: nJet >= 1
            features:
              columns: [MET_pt, Jet_pt, Jet_frac]
              scaling: {"{ '*': standard }"}
            """);

        ToolRun json = (await ToolRun.OfAsync("vectorize c.json -o -", folder)).Succeeded();
        ToolRun yaml = (await ToolRun.OfAsync("vectorize c.yaml -o -", folder)).Succeeded();

        Assert.That(yaml.OutputBytes, Is.EqualTo(json.OutputBytes));
    }

    [TestCase("\"dataset\"", "\"datset\"", "there is no key 'datset'. Nearest: dataset.")]
    [TestCase("\"columns\"", "\"colums\"", "colums")]
    [TestCase("\"standard\"", "\"standrad\"", "features.scaling.*")]
    [TestCase("sum(Jet_pt)", "sum(Jet_tp)", "Jet_pt")]
    [TestCase("\"where\"", "\"wher\"", "wher")]
    public async Task A_mistake_in_a_configuration_is_told_with_its_place(string right, string wrong, string message)
    {
        string folder = await NewConfigurationAsync("c.json", Configuration.Replace(right, wrong, StringComparison.Ordinal));

        ToolRun run = await ToolRun.OfAsync("fit c.json", folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("hep: ").And.Contain(message));
    }

    [Test]
    public async Task What_is_not_json_is_told_with_its_line()
    {
        string folder = await NewConfigurationAsync("c.json", "{\n  \"dataset\": ]\n}");

        ToolRun run = await ToolRun.OfAsync("fit c.json", folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("c.json(2,"));
    }

    [Test]
    public async Task Ctrl_C_leaves_no_file()
    {
        string folder = await NewConfigurationAsync("c.json", Configuration);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        ToolRun run = await ToolRun.OfAsync(["vectorize", "c.json", "-o", "f.npz"], folder, stop.Token);

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(new[] { "c.json" }));
    }

    [Test]
    public async Task A_column_that_the_data_lack_is_told_with_the_file_that_names_it()
    {
        string folder =
            await NewConfigurationAsync("c.json", Configuration.Replace("\"MET_pt\", ", "\"MET_tp\", ", StringComparison.Ordinal));

        ToolRun run = await ToolRun.OfAsync("fit c.json", folder);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error,
            Does.StartWith($"hep: {Path.Combine(folder, "c.json")}: features.columns[0]: No column 'MET_tp'. Nearest: MET_pt"));
    }

    [Test]
    public async Task The_place_of_a_slip_in_JSON_is_told_once_and_counted_from_one()
    {
        string folder = await NewConfigurationAsync("c.json", "{\n  \"dataset\": }");

        ToolRun run = await ToolRun.OfAsync("fit c.json", folder);

        Assert.That(run.Error, Does.StartWith($"hep: {Path.Combine(folder, "c.json")}(2,14): not JSON: ").And.Not.Contain("LineNumber"));
    }

    private static async Task<string> NewConfigurationAsync(string name, string text)
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        return folder;
    }
}
