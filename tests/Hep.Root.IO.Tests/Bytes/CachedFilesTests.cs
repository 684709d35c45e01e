using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Files;
using Hep.Root.IO.Tests.Http.Servers;
using Hep.Root.IO.Tests.XRootD;
using Hep.Root.IO.Tests.XRootD.Faults;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Bytes;

/// <summary>Files of real servers, whose blocks are kept; a proxy between counts what moves.</summary>
[TestFixture("xrootd")]
[TestFixture("nginx")]
[Category("Server")]
public sealed class CachedFilesTests(string kind)
{
    private const long Plenty = 1L << 30;
    private const int Length = 3_000_017, Questions = 4096;

    private RealServer? _nginx;
    private string _data = null!;
    private FaultyProxy _proxy = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        if (kind == "nginx") _nginx = RealServer.StartNginx();
        _data = _nginx?.Files ?? RunningServers.NewFolder("data");
        int port = _nginx is null ? (await RunningServers.StartAsync([], _data)).Port : new Uri(_nginx.Url).Port;
        _proxy = new FaultyProxy(port);
        File.Copy(TestData.Sample("signal.root"), Path.Combine(_data, "signal.root"));
        File.SetLastWriteTimeUtc(Path.Combine(_data, "signal.root"), DateTime.UtcNow.AddHours(-1));
    }

    [OneTimeTearDown]
    public void End()
    {
        _proxy?.Dispose();
        _nginx?.Dispose();
    }

    [Test]
    public async Task A_tree_that_is_read_again_moves_no_data()
    {
        RootOpenOptions options = new() { BlockCache = new BlockCache(TestData.NewFolder(), Plenty) };
        long before = _proxy.SentBytes;

        double first = await SumAsync(options);
        long afterFirst = _proxy.SentBytes;
        double second = await SumAsync(options);
        long afterSecond = _proxy.SentBytes;
        double without = await SumAsync(RootOpenOptions.Default);

        Assert.That((first, second), Is.EqualTo((without, without)));
        Assert.That(afterFirst - before, Is.GreaterThan(100_000));
        Assert.That(afterSecond - afterFirst, Is.LessThan(Questions));
        Assert.That(options.BlockCache.BytesFromCache, Is.GreaterThan(100_000));
    }

    [Test]
    public async Task A_file_that_has_changed_is_read_anew()
    {
        RootOpenOptions options = new() { BlockCache = new BlockCache(TestData.NewFolder(), Plenty) };
        byte[] old = Write("changing.bin", 1, TimeSpan.FromHours(2));
        byte[] before = await ReadAsync("changing.bin", options);
        byte[] fresh = Write("changing.bin", 2, TimeSpan.FromHours(1));

        byte[] after = await ReadAsync("changing.bin", options);

        Assert.That(before, Is.EqualTo(old));
        Assert.That(after, Is.EqualTo(fresh));
    }

    [Test]
    public async Task A_file_that_was_written_just_now_is_not_kept()
    {
        RootOpenOptions options = new() { BlockCache = new BlockCache(TestData.NewFolder(), Plenty) };
        byte[] bytes = Write("new.bin", 3, TimeSpan.Zero);

        Assert.That(await ReadAsync("new.bin", options), Is.EqualTo(bytes));
        Assert.That((options.BlockCache.BytesFromNetwork, options.BlockCache.BytesFromCache), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task Damage_on_the_disk_is_mended_by_what_is_damaged()
    {
        RootOpenOptions options = new() { BlockCache = new BlockCache(TestData.NewFolder(), Plenty) };
        byte[] bytes = Write("damaged.bin", 4, TimeSpan.FromHours(1));
        await ReadAsync("damaged.bin", options);
        string[] blocks = Directory.GetFiles(options.BlockCache.Folder, "*.block", SearchOption.AllDirectories);
        byte[] damaged = await File.ReadAllBytesAsync(blocks[7]);
        damaged[1000] ^= 16;
        await File.WriteAllBytesAsync(blocks[7], damaged);
        await File.WriteAllBytesAsync(blocks[9], []);
        long before = _proxy.SentBytes;

        byte[] read = await ReadAsync("damaged.bin", options);
        long mended = _proxy.SentBytes;
        byte[] again = await ReadAsync("damaged.bin", options);

        Assert.That(read, Is.EqualTo(bytes));
        Assert.That(again, Is.EqualTo(bytes));
        Assert.That(mended - before, Is.InRange(50_000, 2 * BlockFormat.BlockBytes + Questions));
        Assert.That(_proxy.SentBytes - mended, Is.LessThan(Questions));
    }

    [Test]
    public async Task A_bound_holds_and_a_file_beyond_it_is_read_all_the_same()
    {
        const long bound = 1 << 20;
        RootOpenOptions options = new() { BlockCache = new BlockCache(TestData.NewFolder(), bound) };
        byte[] bytes = Write("long.bin", 5, TimeSpan.FromHours(1)), read = new byte[Length];

        await using (IByteSource source = await SourceOpening.OpenAsync(Url("long.bin"), options, default))
            for (int at = 0; at < Length; at += 200_000)
            {
                await source.ReadAsync([new ByteRead(at, read.AsMemory(at, Math.Min(200_000, Length - at)))]);
                Assert.That(Directory.EnumerateFiles(options.BlockCache.Folder, "*.block", SearchOption.AllDirectories)
                    .Sum(f => new FileInfo(f).Length), Is.InRange(1, bound));
            }

        Assert.That(read, Is.EqualTo(bytes));
    }

    [Test]
    public async Task Two_clients_at_once_read_what_is_there()
    {
        string folder = TestData.NewFolder();
        byte[] bytes = Write("shared.bin", 6, TimeSpan.FromHours(1));

        byte[][] read = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(
            () => ReadAsync("shared.bin", new RootOpenOptions { BlockCache = new BlockCache(folder, Plenty) }))));

        Assert.That(read[0], Is.EqualTo(bytes));
        Assert.That(read[1], Is.EqualTo(bytes));
    }

    private string Url(string name)
    {
        string url = _proxy.Url($"/{name}");
        return kind == "nginx" ? $"http://127.0.0.1:{new Uri(url).Port}/{name}" : url;
    }

    private byte[] Write(string name, int seed, TimeSpan age)
    {
        byte[] bytes = new byte[Length];
        new Random(seed).NextBytes(bytes);
        string path = Path.Combine(_data, name);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
        return bytes;
    }

    private async Task<byte[]> ReadAsync(string name, RootOpenOptions options)
    {
        await using IByteSource source = await SourceOpening.OpenAsync(Url(name), options, default);
        byte[] bytes = new byte[source.Length];
        await source.ReadAsync([new ByteRead(0, bytes.AsMemory(0, 1_000_000)), new ByteRead(1_000_000, bytes.AsMemory(1_000_000))]);
        return bytes;
    }

    private async Task<double> SumAsync(RootOpenOptions options)
    {
        double sum = 0;
        await using RootTree tree = await RootTree.OpenAsync($"{Url("signal.root")}:Events", options);
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Jet_*", "MET_*", "Muon_*"]))
            using (batch)
                foreach (float pt in batch.Get<float>("Jet_pt").Values) sum += pt;
        return sum;
    }
}
