using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Testing;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Testing;

namespace Hep.MLaaS.Packages.Tests;

/// <summary>What a user gets who adds a package.</summary>
public sealed class Packages
{
    private const string CountEntries = """
        using Hep.Jagged;
        using Hep.Root.IO;

        await using RootFile file = await RootFile.OpenAsync(args[0]);
        RootTree events = await file.OpenTreeAsync("Events");
        double sum = 0;
        await foreach (EntryBatch batch in events.ReadBatchesAsync(["nJet", "Jet_pt"]))
            using (batch)
                foreach (float pt in batch.Get<float>("Jet_pt").Values) sum += pt;
        Console.WriteLine(FormattableString.Invariant($"{events.EntryCount} {sum}"));
        """;

    private const string ScoreEvents = """
        using System.Globalization;
        using Hep.Inference;
        using Hep.Inference.Client;
        using Hep.Jagged;
        using Hep.Jagged.Arrow;
        using Hep.Root.IO;

        await using RootFile file = await RootFile.OpenAsync(args[0]);
        RootTree tree = await file.OpenTreeAsync("Events");
        using InferenceClient client = InferenceClient.Connect(new Uri(args[1]));
        await using IPredictor predictor = await client.GetPredictorAsync((await client.ListModelsAsync()).Single().Name);
        IAsyncEnumerable<EntryBatch> five = tree.ReadBatchesAsync(["MET_pt", "Jet_pt"], new() { EndEntry = 5 });
        await foreach (Predictions predictions in predictor.PredictAsync(five))
            using (predictions)
                foreach (float score in predictions["score"].Get<float>())
                    Console.WriteLine(score.ToString("R", CultureInfo.InvariantCulture));
        using (GrpcInferenceClient grpc = GrpcInferenceClient.Connect(new Uri(args[2])))
        using (Tensor<float> cells = Tensor.Create<float>("features", [1, 4], [30, 3, 1, 0]))
        using (Tensor<float> mask = Tensor.Create<float>("mask", [1, 4], [1, 1, 1, 0]))
        using (Predictions predictions = await grpc.InferAsync((await grpc.GetIndexAsync()).Single().Name, [cells, mask]))
            Console.WriteLine(predictions["score"].Get<float>()[0].ToString("R", CultureInfo.InvariantCulture));
        try
        {
            using InferenceClient nobody = InferenceClient.Connect(new Uri("http://127.0.0.1:1"), new() { Retries = 0 });
            await nobody.ListModelsAsync();
        }
        catch (InferenceException failure)
        {
            Console.WriteLine(failure.Failure);
        }
        using (FileStream arrow = File.Create("jets.arrow"))
            Console.Write($"{await tree.AsSource().SelectColumns("Jet_pt").WriteArrowAsync(arrow)} ");
        double jets = 0;
        await foreach (EntryBatch events in (await ArrowSource.OpenAsync("jets.arrow")).ReadAsync())
            using (events)
                foreach (float value in events.Get<float>("Jet_pt").Values) jets += value;
        Console.WriteLine(jets.ToString("R", CultureInfo.InvariantCulture));
        foreach (string path in args[3..])
        {
            await using RootTree stored = await RootTree.OpenAsync($"{path}:Events");
            double sum = 0;
            await foreach (EntryBatch events in stored.ReadBatchesAsync(["MET_pt"]))
                using (events)
                    foreach (float value in events.Get<float>("MET_pt").Values) sum += value;
            Console.WriteLine(sum.ToString("R", CultureInfo.InvariantCulture));
        }
        """;

    // The bench files of the reference data hold the same events, each with another codec; the sum is that of their truth.json.
    private const string SumOfMet = "161048.66796875";
    private static readonly string[] Codecs = ["none", "zlib", "lz4", "zstd", "lzma"];

    private static readonly string[] WithoutNativeParts = ["Hep.Jagged", "Hep.Jagged.Arrow", "Hep.Root.IO", "Hep.Inference.Client"];

    // samples/data/signal.root: 8000 entries; the float64 sum of all Jet_pt, as its generator noted it.
    private const string Counted = "8000 1140732.28125\n";

    private const string SumRecords = """
        using Hep.Root.IO;

        await using RootTree events = await RootTree.OpenAsync($"{args[0]}:Events");
        double sum = 0;
        await foreach (JetEvent e in events.ReadAsync<JetEvent>())
            foreach (float pt in e.Jet_pt) sum += pt;
        await foreach (RecordBatch<JetEvent> batch in events.ReadBatchesAsync<JetEvent>())
            using (batch)
                foreach (JetEvent.View e in batch)
                    foreach (float pt in e.Jet_pt) sum -= pt / 2;
        Console.WriteLine(FormattableString.Invariant($"{events.EntryCount} {2 * sum}"));

        [RootRecord]
        internal sealed partial record JetEvent(float[] Jet_pt);
        """;

    private LocalFeed _feed = null!;

    [OneTimeSetUp]
    public void Pack() => _feed = LocalFeed.Pack();

    [Test]
    public void Every_package_carries_what_users_and_feeds_expect()
    {
        foreach (string package in _feed.Packages)
        {
            string name = Path.GetFileName(package)[..^$".{LocalFeed.Version}.nupkg".Length];
            using ZipArchive archive = ZipFile.OpenRead(package);
            string[] files = [.. archive.Entries.Select(e => e.FullName)];
            XElement nuspec = XElement.Load(archive.GetEntry($"{name}.nuspec")!.Open());
            string Value(string key) => nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == key)?.Value ?? "";

            Assert.Multiple(() =>
            {
                Assert.That(files, Does.Contain("README.md").And.Contain("icon.png").And.Contain($"lib/net10.0/{name}.dll")
                    .And.Contain($"lib/net10.0/{name}.xml"), name);
                Assert.That(Value("license"), Is.EqualTo("MIT"), name);
                Assert.That(Value("description"), Has.Length.GreaterThan(40), name);
                Assert.That(Value("readme"), Is.EqualTo("README.md"), name);
                Assert.That(Value("icon"), Is.EqualTo("icon.png"), name);
                Assert.That(File.Exists(Path.ChangeExtension(package, ".snupkg")), Is.True, $"{name}: symbols");
            });
        }
    }

    [Test]
    public void An_empty_program_installs_the_reader_and_reads_a_file()
    {
        string program = _feed.NewProgram(["Hep.Root.IO"], CountEntries);

        LocalFeed.Run(program, "dotnet", "build", "-c", "Release", "-o", "out");

        Assert.That(LocalFeed.Run(program, "dotnet", "out/program.dll", TestData.Sample("signal.root")), Is.EqualTo(Counted));
    }

    [Test]
    public void The_reader_brings_the_generator_of_typed_readers()
    {
        string program = _feed.NewProgram(["Hep.Root.IO"], SumRecords);

        LocalFeed.Run(program, "dotnet", "build", "-c", "Release", "-o", "out");

        Assert.That(LocalFeed.Run(program, "dotnet", "out/program.dll", TestData.Sample("signal.root")), Is.EqualTo(Counted));
        Assert.That(Directory.EnumerateFiles(Path.Combine(program, "out"), "*Generators*"), Is.Empty);
    }

    [Test]
    public async Task Reader_client_and_Arrow_run_compiled_ahead_of_time()
    {
        if (!HasLinker())
            Assert.Ignore("Compiling ahead of time needs a C compiler (gcc or clang) and zlib's headers: apt-get install gcc zlib1g-dev");
        byte[] model = await Models.EventsAsync();
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("scores", model);
        string program = _feed.NewProgram(WithoutNativeParts, ScoreEvents, "<PublishAot>true</PublishAot>");

        string published = LocalFeed.Run(program, "dotnet", "publish", "-c", "Release", "-o", "out");
        string compiled = Path.Combine(program, "out", "program");
        string[] coded = TestData.HasReference ? [.. Codecs.Select(c => TestData.Reference("bench", $"nano_{c}.root"))] : [];
        string scored = LocalFeed.Run(
            program, compiled, [TestData.Sample("signal.root"), $"{service.Address}", $"{service.GrpcAddress}", .. coded]);

        Assert.That(published, Does.Not.Contain("warning"));
        string[] expected =
        [
            .. await ScoreAsync(model), "334", nameof(InferenceFailure.Unavailable), Counted.TrimEnd(),
            .. Enumerable.Repeat(SumOfMet, coded.Length),
        ];
        Assert.That(scored.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(expected));
    }

    [Test]
    public void Reader_client_and_Arrow_bring_no_native_library()
    {
        string program = _feed.NewProgram(WithoutNativeParts, "");

        LocalFeed.Run(program, "dotnet", "restore");

        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(program, "obj", "project.assets.json")));
        JsonElement targets = assets.RootElement.GetProperty("targets");
        JsonProperty[] libraries = [.. targets.EnumerateObject().SelectMany(t => t.Value.EnumerateObject())];
        Assert.That(libraries.Select(l => l.Name.Split('/')[0]), Is.SupersetOf(WithoutNativeParts));
        Assert.That(libraries.Where(l => HasNativePart(l.Value)).Select(l => l.Name), Is.Empty);
    }

    private static bool HasNativePart(JsonElement library) =>
        library.TryGetProperty("native", out _)
        || library.TryGetProperty("runtimeTargets", out JsonElement files)
        && files.EnumerateObject().Any(f => f.Value.GetProperty("assetType").GetString() == "native");

    private static async Task<string[]> ScoreAsync(byte[] model)
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync("Events");
        await using OnnxPredictor predictor = OnnxPredictor.Load(model);
        await foreach (EntryBatch events in tree.ReadBatchesAsync(["MET_pt", "Jet_pt"], new() { EndEntry = 5 }))
            using (events)
            using (Predictions predictions = await predictor.PredictAsync(events))
                return [.. predictions["score"].Get<float>().ToArray().Select(s => s.ToString("R", CultureInfo.InvariantCulture))];
        return [];
    }

    private static bool HasLinker() =>
        OperatingSystem.IsLinux() && File.Exists("/usr/include/zlib.h")
        && Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Any(p => File.Exists(Path.Combine(p, "gcc")) || File.Exists(Path.Combine(p, "clang")));
}
