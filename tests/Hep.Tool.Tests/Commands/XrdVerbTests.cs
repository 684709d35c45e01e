using System.Text.Json;
using Hep.Testing;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Commands;

/// <summary><c>hep xrd</c>, and verbs that read remote files, with a real server.</summary>
[Category("Server")]
public sealed class XrdVerbTests
{
    private const string Adler32OfWikipedia = "11e60398";
    private string _folder = null!, _data = null!, _url = null!;
    private ServerProcess _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = TestData.NewFolder(nameof(XrdVerbTests));
        _data = Path.Combine(_folder, "data");
        Directory.CreateDirectory(Path.Combine(_data, "store", "sub"));
        File.Copy(TestData.Sample("signal.root"), Path.Combine(_data, "store", "nano_1.root"));
        File.Copy(TestData.Sample("background.root"), Path.Combine(_data, "store", "nano_2.root"));
        await File.WriteAllTextAsync(Path.Combine(_data, "store", "sub", "text.txt"), "Wikipedia");
        foreach (string file in Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1));
        TestData.OpenForOthers(_folder);
        _server = await StartServerAsync("xrootd.chksum max 2 adler32 crc32 md5");
        _url = $"root://127.0.0.1:{_server.Port}//store";
    }

    [OneTimeTearDown]
    public void End() => _server?.Dispose();

    [Test]
    public async Task Ls_lists_a_folder()
    {
        ToolRun table = (await ToolRun.OfAsync(["xrd", "ls", _url])).Succeeded();
        ToolRun json = (await ToolRun.OfAsync(["xrd", "ls", _url, "--json"])).Succeeded();

        Assert.That(table.Output, Does.Contain("nano_1.root").And.Contain("nano_2.root").And.Match("d.* sub"));
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.That(document.RootElement.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "nano_1.root", "nano_2.root", "sub" }));
    }

    [Test]
    public async Task Stat_tells_of_a_file()
    {
        ToolRun json = (await ToolRun.OfAsync(["xrd", "stat", $"{_url}/nano_1.root", "--json"])).Succeeded();
        ToolRun missing = await ToolRun.OfAsync(["xrd", "stat", $"{_url}/nano_3.root"]);

        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.That(document.RootElement.GetProperty("bytes").GetInt64(), Is.EqualTo(new FileInfo(TestData.Sample("signal.root")).Length));
        Assert.That(document.RootElement.GetProperty("directory").GetBoolean(), Is.False);
        Assert.That((missing.ExitCode, missing.Output), Is.EqualTo((1, "")));
        Assert.That(missing.Error, Does.Contain("nano_3.root"));
    }

    [Test]
    public async Task Locate_names_the_server() => Assert.That(
        (await ToolRun.OfAsync(["xrd", "locate", $"{_url}/nano_1.root"])).Succeeded().Output, Does.Contain($":{_server.Port}"));

    [Test]
    public async Task Checksum_prints_what_the_server_computes()
    {
        ToolRun usual = (await ToolRun.OfAsync(["xrd", "checksum", $"{_url}/sub/text.txt"])).Succeeded();
        ToolRun chosen = (await ToolRun.OfAsync(["xrd", "checksum", $"{_url}/sub/text.txt", "--algorithm", "md5"])).Succeeded();
        ToolRun unknown = await ToolRun.OfAsync(["xrd", "checksum", $"{_url}/sub/text.txt", "--algorithm", "sha0"]);

        Assert.That(usual.Output, Does.StartWith($"adler32 {Adler32OfWikipedia} "));
        Assert.That(chosen.Output, Does.StartWith("md5 9c677286866aad38f8e9b660f5411814 "));
        Assert.That((unknown.ExitCode, unknown.Error.Contains("sha0", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task Cp_copies_a_file_and_holds_it_to_the_servers_checksum()
    {
        string folder = TestData.NewFolder();

        ToolRun run = (await ToolRun.OfAsync(["xrd", "cp", $"{_url}/nano_1.root", "."], folder)).Succeeded();

        Assert.That(await File.ReadAllBytesAsync(Path.Combine(folder, "nano_1.root")),
            Is.EqualTo(await File.ReadAllBytesAsync(TestData.Sample("signal.root"))));
        Assert.That(run.Error, Does.Contain("adler32").And.Contain("as the server has it"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Cp_writes_to_standard_output()
    {
        ToolRun run = (await ToolRun.OfAsync(["xrd", "cp", $"{_url}/sub/text.txt", "-"])).Succeeded();

        Assert.That(run.Output, Is.EqualTo("Wikipedia"));
    }

    [Test]
    public async Task Cp_copies_what_a_glob_matches_into_a_folder()
    {
        string folder = TestData.NewFolder();

        ToolRun run = (await ToolRun.OfAsync(["xrd", "cp", $"{_url}/nano_*.root", folder])).Succeeded();
        ToolRun none = await ToolRun.OfAsync(["xrd", "cp", $"{_url}/pico_*.root", folder]);
        ToolRun noFolder = await ToolRun.OfAsync(["xrd", "cp", $"{_url}/nano_*.root", Path.Combine(folder, "one.root")]);
        ToolRun output = await ToolRun.OfAsync(["xrd", "cp", $"{_url}/nano_*.root", "-"]);

        Assert.That(Directory.EnumerateFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "nano_1.root", "nano_2.root" }));
        Assert.That(run.Error, Does.Contain("nano_1.root").And.Contain("nano_2.root"));
        Assert.That((none.ExitCode, noFolder.ExitCode, output.ExitCode), Is.EqualTo((1, 1, 1)));
        Assert.That(none.Error, Does.Contain("No file matches"));
        Assert.That(noFolder.Error, Does.Contain("2 files").And.Contain("folder"));
    }

    [Test]
    public async Task Cp_shows_how_far_it_is_where_somebody_watches()
    {
        string folder = TestData.NewFolder();
        using MemoryStream output = new(), error = new();
        await using (Session session = new(output, error, folder) { ErrorIsTerminal = true })
            Assert.That(await Program.RunAsync(["xrd", "cp", $"{_url}/nano_1.root", "copy.root"], session), Is.Zero);

        Assert.That(System.Text.Encoding.UTF8.GetString(error.ToArray()), Does.Match(@"nano_1\.root: [\d,]+ of [\d,]+ bytes \(\d+ %\)"));
    }

    [Test]
    public async Task Cp_replaces_a_file_with_force_alone()
    {
        string folder = TestData.NewFolder(), copy = Path.Combine(folder, "text.txt");
        await File.WriteAllTextAsync(copy, "mine");

        ToolRun refused = await ToolRun.OfAsync(["xrd", "cp", $"{_url}/sub/text.txt", folder]);
        string kept = await File.ReadAllTextAsync(copy);
        (await ToolRun.OfAsync(["xrd", "cp", $"{_url}/sub/text.txt", folder, "--force"])).Succeeded();

        Assert.That((refused.ExitCode, kept), Is.EqualTo((1, "mine")));
        Assert.That(refused.Error, Does.Contain("exists").And.Contain("--force"));
        Assert.That(await File.ReadAllTextAsync(copy), Is.EqualTo("Wikipedia"));
    }

    [Test]
    public async Task Cp_leaves_nothing_where_the_checksum_is_another()
    {
        using ServerProcess lying = await StartServerAsync($"xrootd.chksum max 2 adler32 {Script("echo 00000001")}");
        string folder = TestData.NewFolder();

        ToolRun run = await ToolRun.OfAsync(["xrd", "cp", $"root://127.0.0.1:{lying.Port}//store/sub/text.txt", folder]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(Adler32OfWikipedia).And.Contain("00000001").And.Contain("copy it again"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
    }

    // All bytes are there, and the server computes its checksum still.
    [Test]
    public async Task Cp_that_is_stopped_leaves_nothing()
    {
        using ServerProcess slow = await StartServerAsync($"xrootd.chksum max 2 adler32 {Script("sleep 60; echo 00000001")}");
        string folder = TestData.NewFolder();
        using CancellationTokenSource stop = new();
        Task<ToolRun> running = ToolRun.OfAsync(["xrd", "cp", $"root://127.0.0.1:{slow.Port}//store/nano_1.root", "."], folder, stop.Token);
        for (int i = 0; i < 1000 && !Directory.EnumerateFiles(folder).Any(f => new FileInfo(f).Length > 0); i++) await Task.Delay(10);
        Assert.That(Directory.EnumerateFiles(folder).Count(), Is.EqualTo(1), "the copy has begun");

        await stop.CancelAsync();
        ToolRun run = await running;

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
    }

    [Test]
    public async Task What_was_read_once_comes_from_the_block_cache_in_another_process()
    {
        string folder = TestData.NewFolder(), cache = Path.Combine(folder, "cache");
        string[] verb =
        [
            "readspeed", $"{_url}/nano_*.root", "--columns", "Jet_pt,MET_pt", "--block-cache", cache, "--block-cache-size", "64MiB",
        ];

        using ToolProcess first = ToolProcess.Start(folder, verb);
        (int firstCode, string firstOutput, string firstError) = await first.WaitAsync();
        using ToolProcess second = ToolProcess.Start(folder, verb);
        (int secondCode, string secondOutput, string secondError) = await second.WaitAsync();

        Assert.That((firstCode, secondCode), Is.EqualTo((0, 0)), firstError + secondError);
        Assert.That(firstError, Does.Match($"hep: \\d+ bytes from '{cache}', [1-9]\\d+ from servers"));
        Assert.That(secondError, Does.Match($"hep: [1-9]\\d+ bytes from '{cache}', 0 from servers"));
        Assert.That(Entries(secondOutput), Is.EqualTo(Entries(firstOutput)));

        static long Entries(string output)
        {
            using JsonDocument document = JsonDocument.Parse(output);
            return document.RootElement.GetProperty("entries").GetInt64();
        }
    }

    [Test]
    public async Task A_block_cache_that_is_none_is_wrong_usage()
    {
        ToolRun run = await ToolRun.OfAsync(["ls", $"{_url}/nano_1.root", "--block-cache", "cache", "--block-cache-size", "10kB"], _folder);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--block-cache-size").And.Contain("1MiB"));
    }

    private async Task<ServerProcess> StartServerAsync(string checksums)
    {
        string folder = Path.Combine(_folder, Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(folder);
        TestData.OpenForOthers(folder);
        ServerProcess server = ServerProcess.Start(
            "xrootd", folder, ServerProcess.FreePort(), ["all.export / readonly", $"oss.localroot {_data}", checksums]);
        await server.ReadyAsync();
        return server;
    }

    private string Script(string text)
    {
        string script = Path.Combine(_folder, $"{Guid.NewGuid().ToString("N")[..8]}.sh");
        File.WriteAllText(script, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        return script;
    }
}
