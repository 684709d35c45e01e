using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;
using Hep.Train.TorchSharp;

namespace Hep.Tool.Tests.Samples;

[NonParallelizable]
public sealed class SampleProgramsTests
{
    [Test]
    public async Task DimuonMass_finds_the_Z()
    {
        string folder = TestData.NewFolder();
        using ToolProcess sample = ToolProcess.StartProgram(ToolProcess.BuiltProgram(Path.Combine("samples", "DimuonMass")), folder,
            TestData.Sample("background.root"), "mass.svg");

        (int code, string output, string error) = await sample.WaitAsync();

        Assert.That(code, Is.Zero, error);
        // the sample's documentation counts 1493 opposite-charge pairs
        Assert.That(output, Does.StartWith("1493 pairs, most of them at 9"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "mass.svg")), Does.StartWith("<svg"));
    }

    [Test]
    public async Task JetAutoencoder_gives_every_feature_back_better_than_its_mean_would()
    {
        if (!TorchSharpEngine.IsAvailable(out string? why)) Assert.Ignore(why);
        string folder = TestData.NewFolder();
        using ToolProcess sample = ToolProcess.StartProgram(ToolProcess.BuiltProgram(Path.Combine("samples", "JetAutoencoder")), folder,
            TestData.Sample("background.root"), "jets.html", "jets.root");

        (int code, string output, string error) = await sample.WaitAsync();

        Assert.That(code, Is.Zero, error);
        string[][] rows = [.. output.Split('\n').Where(l => l.StartsWith("Jet_", StringComparison.Ordinal))
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.That(rows, Has.Length.EqualTo(7));
        foreach (string[] row in rows)
            Assert.That(double.Parse(row[4], CultureInfo.InvariantCulture), Is.LessThan(20), $"per cent of the variance of {row[0]}");
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "jets.html")), Does.Contain("<svg"));
        using EntryBatch tree = await DecodedAsync("Jets"), ntuple = await DecodedAsync("JetsNTuple");
        Assert.That(tree.Schema["Jet_pt"].Counter, Is.EqualTo("nJet"));
        Assert.That(tree["Jet_pt"].ValueCount, Is.EqualTo(int.Parse(rows[0][1], CultureInfo.InvariantCulture)).And.GreaterThan(1000));
        Assert.That(tree["Jet_nConstituents"].Type.IsInteger, Is.True);
        foreach (string[] row in rows)
        {
            Assert.That(ntuple[row[0]].Offsets(0).ToArray(), Is.EqualTo(tree["Jet_pt"].Offsets(0).ToArray()));
            Assert.That(ntuple.GetAs<double>(row[0]).Values.ToArray(), Is.EqualTo(tree.GetAs<double>(row[0]).Values.ToArray()));
        }

        async Task<EntryBatch> DecodedAsync(string name)
        {
            await using RootTree of = await RootTree.OpenAsync($"{Path.Combine(folder, "jets.root")}:{name}");
            return await of.ReadBatchesAsync(["Jet_*"], new() { BatchSize = 100_000 }).SingleAsync();
        }
    }

    [Test]
    public async Task The_file_based_app_writes_a_page_that_needs_nothing_else()
    {
        string page = Path.Combine(TestData.NewFolder(), "page.html");

        await RunFileAsync("explore.cs", TestData.Sample("signal.root"), page);

        string html = await File.ReadAllTextAsync(page);
        Assert.That(html.Split("<svg").Length, Is.GreaterThan(56));
        Assert.That(html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal),
            Does.Not.Contain("://").And.Not.Contain("src="));
    }

    [Test]
    public async Task The_records_sample_reads_the_same_events_in_three_ways()
    {
        string output = await RunFileAsync("records.cs", $"{TestData.Sample("background.root")}:Events");

        Assert.That(output.Split('\n'), Has.Some.Match(@"^\d+ events with two muons, \d+\.\d GeV missing on average$")
            .And.Some.Match(@"^\d+ jets of \d+\.\d GeV on average$").And.Some.Match(@"^\d+ GeV is the largest mass of two jets$"));
    }

    [Test]
    public async Task The_mean_of_a_column_is_its_sum_over_its_count()
    {
        string file = TestData.Sample("signal.root");
        ToolRun digest = (await ToolRun.OfAsync(["digest", file], TestData.NewFolder())).Succeeded();
        JsonElement met = digest.Lines.Select(l => JsonDocument.Parse(l).RootElement)
            .Single(r => r.TryGetProperty("column", out JsonElement column) && column.ValueEquals("MET_pt"));
        double sum = met.GetProperty("sum").GetDouble();

        string output = await RunFileAsync("mean.cs", $"{file}:Events", "MET_pt");

        Assert.That(output, Is.EqualTo(FormattableString.Invariant($"MET_pt: 8000 values, mean {sum / 8000:r}\n")));
    }

    [Test]
    public async Task A_program_of_some_lines_embeds_the_service_beside_its_own_pages()
    {
        string folder = TestData.NewFolder();
        ProcessStartInfo start = new("dotnet", ["run", Path.Combine("samples", "serve.cs"), "--", "--urls", "http://127.0.0.1:0",
            "--models", Path.Combine(folder, "models"), "--token", Path.Combine(folder, "token")])
        {
            WorkingDirectory = TestData.Repository, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process app = Process.Start(start)!;
        try
        {
            using CancellationTokenSource patience = new(TimeSpan.FromMinutes(5));
            string? address = null;
            while (address is null && await app.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                address = line.Split("Now listening on: ") is [_, var told] ? told : null;
            Assert.That(address, Is.Not.Null, await (address is null ? app.StandardError.ReadToEndAsync() : Task.FromResult("")));
            using HttpClient client = new() { BaseAddress = new Uri(address!) };

            Assert.That(await client.GetStringAsync("/"), Does.StartWith("GET /v2/models"));
            Assert.That(await client.GetStringAsync("/v2/models"), Is.EqualTo("""{"models":[]}"""));
        }
        finally
        {
            app.Kill(entireProcessTree: true);
        }
    }

    [Test]
    public async Task OnlineSelection_prints_the_events_above_its_threshold()
    {
        string folder = TestData.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "c.json"), $$"""
            { "dataset": { "sources": [ { "files": ["{{TestData.Sample("signal.root")}}"], "label": 1, "entries": [0, 1000] },
                                        { "files": ["{{TestData.Sample("background.root")}}"], "label": 0, "entries": [0, 1000] } ] },
              "features": { "columns": ["MET_pt", "Jet_pt"], "scaling": { "*": "standard" } },
              "network": { "layers": [4] }, "training": { "epochs": 1 } }
            """);
        ToolRun trained = await ToolRun.OfAsync("train c.json -o m.onnx", folder);
        if (trained.Error.Contains("cannot be used here", StringComparison.Ordinal)) Assert.Ignore(trained.Error);
        trained.Succeeded();
        ToolRun scores = (await ToolRun.OfAsync(["predict", "m.onnx", TestData.Sample("background2.root"), "-o", "-"], folder)).Succeeded();
        Directory.CreateDirectory(Path.Combine(folder, "incoming"));
        File.Copy(TestData.Sample("background2.root"), Path.Combine(folder, "incoming", "a.root"));
        await File.WriteAllTextAsync(Path.Combine(folder, "incoming", "b.root"), "no ROOT file");
        using ToolProcess sample = ToolProcess.StartProgram(ToolProcess.BuiltProgram(Path.Combine("samples", "OnlineSelection")), folder,
            "--Selection:Model=m.onnx", "--Selection:Inbox=incoming", "--Selection:Threshold=0.5", "--Selection:Once=true",
            "--Logging:LogLevel:Default=None");

        (int code, string output, string error) = await sample.WaitAsync();

        int expected = scores.Lines.Skip(1).Count(l => float.Parse(l.Split(',')[3], CultureInfo.InvariantCulture) >= 0.5f);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(code, Is.Zero, error);
        Assert.That(expected, Is.GreaterThan(0));
        Assert.That(lines, Has.Length.EqualTo(expected));
        Assert.That(lines, Has.All.Match(@"^\d+ \d+ \d+ 0\.\d{4}$|^\d+ \d+ \d+ 1\.0000$"));
    }

    private static async Task<string> RunFileAsync(string sample, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", ["run", Path.Combine("samples", sample), "--", .. arguments])
        {
            WorkingDirectory = TestData.Repository, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process app = Process.Start(start)!;
        Task<string> output = app.StandardOutput.ReadToEndAsync(), error = app.StandardError.ReadToEndAsync();
        await app.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));

        Assert.That(app.ExitCode, Is.Zero, await output + await error);
        return await output;
    }
}
