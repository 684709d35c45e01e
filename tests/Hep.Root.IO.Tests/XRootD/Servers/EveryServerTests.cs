using Hep.Root.IO.Tests.XRootD.Scripted;

namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>What holds with every server that answers, however it is set up.</summary>
[TestFixtureSource(nameof(Kinds))]
[Category("Server")]
public sealed class EveryServerTests(string kind)
{
    private const int MostOfVector = 2_097_136;
    private static readonly byte[] Large = ServedFiles.All[ServedFiles.Large];
    private XRootDClient _client = null!;
    private string _url = null!;

    public static IEnumerable<string> Kinds =>
    [
        .. ServerKind.All.Where(k => k.Value.Certificate is null or CertificateKind.Right).Select(k => k.Key),
        "redirection", "manager", "manager of replicas",
    ];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _url = await RunningServers.UrlAsync(kind);
        _client = new XRootDClient(RunningServers.Options);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
    }

    [Test]
    public async Task Files_are_read_whole([Values] bool verifies)
    {
        await using XRootDClient client = new(RunningServers.Options with { VerifyPages = verifies });
        foreach ((string path, byte[] bytes) in ServedFiles.All)
        {
            await using XRootDFile file = await client.OpenAsync($"{_url}{path}");
            Assert.That((await Reading.WholeAsync(file)).AsSpan().SequenceEqual(bytes), path);
        }
    }

    [TestCase(1024, 100)]
    [TestCase(1025, 100)]
    [TestCase(3000, 1)]
    [TestCase(2, 256 << 10)]
    [TestCase(2, (256 << 10) + 1)]
    [TestCase(3, MostOfVector)]
    [TestCase(3, MostOfVector + 1)]
    public async Task Ranges_are_read_whatever_their_number_and_length(int count, int length)
    {
        Random random = new(count);
        (long Offset, int Length)[] ranges =
        [
            .. Enumerable.Range(0, count - 1).Select(_ => ((long)random.Next(Large.Length - length), length)),
            (Large.Length - length, length),
        ];
        await using XRootDFile file = await _client.OpenAsync($"{_url}{ServedFiles.Large}");

        byte[][] read = await Reading.RangesAsync(file, ranges);

        Assert.That(Enumerable.Range(0, count).Count(i =>
            !read[i].AsSpan().SequenceEqual(Large.AsSpan((int)ranges[i].Offset, length))), Is.Zero);
    }

    [TestCase(0, 1)]
    [TestCase(4095, 2)]
    [TestCase(9_000_000, 1)]
    [TestCase(9_000_001, 0)]
    [TestCase(4_194_303, 4_194_306)]
    public async Task A_range_is_read_up_to_the_last_byte(int offset, int length)
    {
        await using XRootDFile file = await _client.OpenAsync($"{_url}{ServedFiles.Large}");

        byte[] read = (await Reading.RangesAsync(file, (offset, length)))[0];

        Assert.That(read.AsSpan().SequenceEqual(Large.AsSpan(offset, length)));
        Assert.That(() => Reading.RangesAsync(file, (offset, Large.Length - offset + 1)), Throws.TypeOf<RootException>());
    }

    [Test]
    public void A_file_that_is_missing_is_named([Values("open", "stat")] string how)
    {
        string url = $"{_url}/sub/missing.root";
        Assert.That(() => how == "open" ? (Task)_client.OpenAsync(url) : _client.StatAsync(url), Throws.TypeOf<XRootDException>()
            .With.Property(nameof(XRootDException.Error)).EqualTo(XRootDError.NotFound).And.Message.Contains("/sub/missing.root"));
    }

    [Test]
    public async Task A_directory_is_told_from_a_file()
    {
        XRootDStatus directory = await _client.StatAsync($"{_url}{ServedFiles.Directory}"),
            file = await _client.StatAsync($"{_url}{ServedFiles.Small}");

        Assert.That((directory.IsDirectory, file.IsDirectory, file.Length), Is.EqualTo((true, false, 10_000L)));
        Assert.That(file.Modified, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromHours(1)));
        Assert.That(() => _client.OpenAsync($"{_url}{ServedFiles.Directory}"), Throws.TypeOf<XRootDException>());
    }

    [Test]
    public async Task Many_paths_are_told_of_at_once()
    {
        string[] there = [ServedFiles.Large, ServedFiles.Directory, ServedFiles.Small], some = [.. there, "/sub/missing.root"];

        IReadOnlyList<XRootDPathStatus> all = await _client.StatAsync([.. there.Select(path => $"{_url}{path}")]),
            found = await _client.StatAsync([.. some.Select(path => $"{_url}{path}")]);

        Assert.That(all.Select(s => (s.IsFile, s.IsDirectory)), Is.EqualTo(new[] { (true, false), (false, true), (true, false) }));
        Assert.That(found.Select(s => s.Exists), Is.EqualTo(new[] { true, true, true, false }));
        Assert.That(found.Take(3), Is.EqualTo(all));
    }

    [Test]
    public async Task A_server_tells_what_it_is_set_to()
    {
        IReadOnlyDictionary<string, string> known =
            await _client.QueryConfigurationAsync($"{_url}/", ["readv_iov_max", "no_such_key", "version"]);

        Assert.That(known.Keys, Is.EquivalentTo(new[] { "readv_iov_max", "version" }));
        Assert.That(int.Parse(known["readv_iov_max"], System.Globalization.CultureInfo.InvariantCulture), Is.Positive);
        Assert.That(known["version"], Does.StartWith("v"));
    }

    [Test]
    public async Task A_directory_is_listed()
    {
        IReadOnlyList<XRootDEntry> root = await _client.ListAsync($"{_url}/"),
            sub = await _client.ListAsync($"{_url}{ServedFiles.Directory}");

        Assert.That(root.Select(e => (e.Name, e.Status!.IsDirectory)),
            Is.EqualTo(new[] { ("a.bin", false), ("empty.bin", false), ("sub", true) }));
        Assert.That(sub.Select(e => (e.Name, e.Status!.Length)), Is.EqualTo(new[] { ("b c.bin", 10_000L) }));
        Assert.That(() => _client.ListAsync($"{_url}/missing"), Throws.TypeOf<XRootDException>());
    }

    [Test]
    public async Task A_file_is_located()
    {
        IReadOnlyList<XRootDReplica> replicas = await _client.LocateAsync($"{_url}{ServedFiles.Large}");

        Assert.That(replicas, Has.Count.EqualTo(kind == "manager of replicas" ? 2 : 1));
        Assert.That(replicas.Select(r => (r.IsManager, r.IsPending)), Is.All.EqualTo((false, false)));
        await using XRootDFile there = await _client.OpenAsync(
            $"{_url.Split(':')[0]}://{replicas[0].Server}/{ServedFiles.Large}");
        Assert.That(there.Length, Is.EqualTo(Large.Length));
    }

    // That of 9 000 001 bytes comes when it is computed.
    [Test]
    public async Task A_checksum_is_computed()
    {
        XRootDChecksum usual = await _client.ChecksumAsync($"{_url}{ServedFiles.Small}"),
            chosen = await _client.ChecksumAsync($"{_url}{ServedFiles.Large}", "crc32c");

        Assert.That(usual.Algorithm, Is.EqualTo("adler32"));
        Assert.That(chosen, Is.EqualTo(new XRootDChecksum("crc32c", $"{Hep.Root.IO.XRootD.Crc32C.Of(Large):x8}")));
        Assert.That(() => _client.ChecksumAsync($"{_url}{ServedFiles.Small}", "sha0"), Throws.TypeOf<XRootDException>());
    }
}
