using System.IO.Compression;
using System.Xml.Linq;
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
        string program = _feed.NewProgram("Hep.Root.IO", CountEntries);

        LocalFeed.Run(program, "dotnet", "build", "-c", "Release", "-o", "out");

        Assert.That(LocalFeed.Run(program, "dotnet", "out/program.dll", TestData.Sample("signal.root")), Is.EqualTo(Counted));
    }

    [Test]
    public void The_reader_brings_the_generator_of_typed_readers()
    {
        string program = _feed.NewProgram("Hep.Root.IO", SumRecords);

        LocalFeed.Run(program, "dotnet", "build", "-c", "Release", "-o", "out");

        Assert.That(LocalFeed.Run(program, "dotnet", "out/program.dll", TestData.Sample("signal.root")), Is.EqualTo(Counted));
        Assert.That(Directory.EnumerateFiles(Path.Combine(program, "out"), "*Generators*"), Is.Empty);
    }

    [TestCase(CountEntries)]
    [TestCase(SumRecords)]
    public void The_reader_runs_compiled_ahead_of_time(string code)
    {
        if (!HasLinker())
            Assert.Ignore("Compiling ahead of time needs a C compiler (gcc or clang) and zlib's headers: apt-get install gcc zlib1g-dev");
        string program = _feed.NewProgram("Hep.Root.IO", code, "<PublishAot>true</PublishAot>");

        LocalFeed.Run(program, "dotnet", "publish", "-c", "Release", "-o", "out");

        Assert.That(LocalFeed.Run(program, Path.Combine(program, "out", "program"), TestData.Sample("signal.root")), Is.EqualTo(Counted));
    }

    private static bool HasLinker() =>
        OperatingSystem.IsLinux() && File.Exists("/usr/include/zlib.h")
        && Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Any(p => File.Exists(Path.Combine(p, "gcc")) || File.Exists(Path.Combine(p, "clang")));
}
