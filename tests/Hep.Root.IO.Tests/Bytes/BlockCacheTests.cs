using CsCheck;
using Hep.Root.IO.Bytes;
using Hep.Testing;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Tests.Bytes;

/// <summary>Blocks on the disk, of files that are in memory here.</summary>
public sealed class BlockCacheTests
{
    private const int Block = BlockFormat.BlockBytes;
    private const long Plenty = 1L << 30;
    private static readonly BlockKey Key = KeyOf("v1", 1_000_003);
    private static readonly byte[] Content = Bytes(1_000_003);

    [Test]
    public void Every_range_is_what_the_file_has_and_comes_once_over_the_network() =>
        Gen.Select(Gen.Int[1, 400_000], Gen.Int).Sample((length, seed) =>
        {
            Random random = new(seed);
            byte[] content = new byte[length];
            random.NextBytes(content);
            string folder = TestData.NewFolder();
            RecordedSource network = new(content);
            BlockCache cache = new(folder, Plenty);
            for (int call = 0; call < 6; call++)
            {
                BlockSource source = new(network, KeyOf("any", length), cache);
                ByteRead[] reads = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ =>
                {
                    int offset = random.Next(length + 1);
                    return new ByteRead(offset, new byte[random.Next(Math.Min(length - offset, 1 << random.Next(1, 20)) + 1)]);
                })];
                source.ReadAsync(reads).AsTask().GetAwaiter().GetResult();
                Assert.That(reads.All(r => r.Destination.Span.SequenceEqual(content.AsSpan((int)r.Offset, r.Destination.Length))));
            }
            Directory.Delete(folder, recursive: true);
            long[] asked = [.. network.Reads.SelectMany(r => r).SelectMany(r => Enumerable.Range(0, (r.Length + Block - 1) / Block)
                .Select(i => r.Offset / Block + i))];
            Assert.That(asked, Is.Unique);
            Assert.That(cache.BytesFromNetwork, Is.EqualTo(network.Reads.SelectMany(r => r).Sum(r => (long)r.Length)));
        }, iter: 40, threads: 1);

    [Test]
    public async Task What_is_missing_comes_with_one_request()
    {
        string folder = TestData.NewFolder();
        BlockCache cache = new(folder, Plenty);
        RecordedSource network = new(Content);
        await ReadAsync(network, cache, (Block + 5, 10), (5 * Block, 1));

        await ReadAsync(network, cache, (100, 3 * Block), (Content.Length - 3, 3), (5 * Block + 7, 10));

        Assert.That(network.Reads.Last(),
            Is.EqualTo(new[] { (0L, Block), (2L * Block, 2 * Block), (15L * Block, Content.Length - 15 * Block) }));
        Assert.That(network.Reads, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_second_reader_moves_nothing_and_both_are_counted()
    {
        string folder = TestData.NewFolder();
        using RecordedMeasurements measured = new("Hep.Root.IO");
        BlockCache first = new(folder, Plenty), second = new(folder, Plenty);
        RecordedSource network = new(Content);

        await ReadAsync(network, first, (0, Content.Length));
        await ReadAsync(network, second, (0, Content.Length), (3, 7));

        Assert.That(network.Reads, Has.Count.EqualTo(1));
        Assert.That((first.BytesFromCache, first.BytesFromNetwork), Is.EqualTo((0L, (long)Content.Length)));
        Assert.That((second.BytesFromCache, second.BytesFromNetwork), Is.EqualTo((Content.Length + 7L, 0L)));
        Assert.That(measured["hep.root.cache.hits"], Is.GreaterThanOrEqualTo(Content.Length + 7));
        Assert.That(measured["hep.root.cache.misses"], Is.GreaterThanOrEqualTo(Content.Length));
    }

    [TestCase("cut")]
    [TestCase("empty")]
    [TestCase("longer")]
    [TestCase("one bit of its head")]
    [TestCase("one bit of its bytes")]
    [TestCase("another block")]
    [TestCase("a block of another file")]
    public async Task A_damaged_block_is_fetched_again_and_mended(string damage)
    {
        string folder = TestData.NewFolder();
        BlockCache cache = new(folder, Plenty);
        RecordedSource network = new(Content);
        BlockKey other = KeyOf("another", Content.Length);
        await new BlockSource(new RecordedSource(Bytes(Content.Length + 1)[1..]), other, cache).ReadAsync([new ByteRead(0, new byte[10])]);
        await ReadAsync(network, cache, (0, 3 * Block));
        string file = FileOf(folder, Key, 1);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        switch (damage)
        {
            case "cut": bytes = bytes[..^1]; break;
            case "empty": bytes = []; break;
            case "longer": bytes = [.. bytes, 0]; break;
            case "one bit of its head": bytes[9] ^= 4; break;
            case "one bit of its bytes": bytes[^1] ^= 1; break;
            case "another block": bytes = await File.ReadAllBytesAsync(FileOf(folder, Key, 2)); break;
            default: bytes = await File.ReadAllBytesAsync(FileOf(folder, other, 0)); break;
        }
        await File.WriteAllBytesAsync(file, bytes);

        byte[] damaged = await ReadAsync(network, cache, (0, 3 * Block));
        byte[] mended = await ReadAsync(network, cache, (0, 3 * Block));

        Assert.That(damaged, Is.EqualTo(Content[..(3 * Block)]));
        Assert.That(mended, Is.EqualTo(damaged));
        Assert.That(network.Reads.Skip(1).Single(), Is.EqualTo(new[] { ((long)Block, Block) }));
    }

    [Test]
    public async Task A_bound_is_held_and_what_was_read_longest_ago_goes_first()
    {
        const long bound = 1 << 20;
        string folder = TestData.NewFolder();
        BlockCache cache = new(folder, bound);
        byte[] content = Bytes(40 * Block);
        BlockKey key = KeyOf("long", content.Length);
        RecordedSource network = new(content);
        BlockSource source = new(network, key, cache);
        for (int block = 0; block < 10; block++) await source.ReadAsync([new ByteRead((long)block * Block, new byte[1])]);
        for (int block = 0; block < 10; block++)
            File.SetLastWriteTimeUtc(FileOf(folder, key, block), DateTime.UtcNow.AddHours(block - 20));
        await source.ReadAsync([new ByteRead(0, new byte[1])]);                 // the oldest is read now

        for (int block = 10; block < 40; block++)
        {
            await source.ReadAsync([new ByteRead((long)block * Block, new byte[1])]);
            Assert.That(BytesIn(folder), Is.LessThanOrEqualTo(bound), $"block {block}");
            if (block == 15)
                Assert.That(Enumerable.Range(0, 10).Where(b => File.Exists(FileOf(folder, key, b))),
                    Is.SupersetOf(new[] { 0, 9 }).And.No.Contains(1));
        }

        Assert.That(BytesIn(folder), Is.GreaterThan(bound / 2));
    }

    [Test]
    public async Task What_others_keep_in_the_folder_stays()
    {
        string folder = TestData.NewFolder(), own = Path.Combine(folder, "thesis"), like = Path.Combine(folder, new string('a', 32));
        Directory.CreateDirectory(own);
        Directory.CreateDirectory(like);
        string[] files = [Path.Combine(folder, "0.block"), Path.Combine(own, "1.block"), Path.Combine(like, "thesis.tex")];
        foreach (string file in files)
        {
            await File.WriteAllBytesAsync(file, new byte[100_000]);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddYears(-1));
        }
        BlockCache cache = new(folder, 1 << 20);
        byte[] content = Bytes(40 * Block);
        BlockSource source = new(new RecordedSource(content), KeyOf("long", content.Length), cache);

        for (int block = 0; block < 40; block++) await source.ReadAsync([new ByteRead((long)block * Block, new byte[1])]);

        Assert.That(files.Where(File.Exists), Is.EqualTo(files));
    }

    [Test]
    public async Task A_disk_that_takes_nothing_costs_one_warning([Values("no folder", "no place for a block", "no ledger")] string what)
    {
        string folder = TestData.NewFolder();
        if (what == "no folder")
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "file"), "");
            folder = Path.Combine(folder, "file", "cache");
        }
        else if (what == "no ledger") Directory.CreateDirectory(Path.Combine(folder, "ledger"));
        else await File.WriteAllTextAsync(Path.Combine(folder, Key.Name), "");
        RecordedLog log = new();
        BlockCache cache = new(folder, Plenty, log);
        RecordedSource network = new(Content);

        for (int i = 0; i < 3; i++)
            Assert.That(await ReadAsync(network, cache, (i * 10, 200_000)), Is.EqualTo(Content[(i * 10)..(i * 10 + 200_000)]));

        Assert.That(log.Of(LogLevel.Warning), Has.Count.EqualTo(1).And.One.Contains(folder));
        Assert.That(network.Reads, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_ledger_that_is_damaged_is_made_anew([Values("cut", "too much", "below zero", "gone")] string how)
    {
        string folder = TestData.NewFolder(), ledger = Path.Combine(folder, "ledger");
        BlockCache cache = new(folder, Plenty);
        RecordedSource network = new(Content);
        await ReadAsync(network, cache, (0, 5 * Block));
        if (how == "gone") File.Delete(ledger);
        else if (how == "cut") await File.WriteAllBytesAsync(ledger, [1, 2, 3]);
        else await File.WriteAllBytesAsync(ledger, BitConverter.GetBytes(how == "too much" ? long.MaxValue : -7L));

        await ReadAsync(network, cache, (5 * Block, 5 * Block));

        Assert.That(BitConverter.ToInt64(await File.ReadAllBytesAsync(ledger)), Is.EqualTo(BytesIn(folder)));
    }

    [Test]
    public async Task Calls_at_once_fetch_a_block_once()
    {
        BlockCache cache = new(TestData.NewFolder(), Plenty);
        RecordedSource network = new(Content) { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        BlockSource source = new(network, Key, cache);
        ByteRead[][] calls = [.. Enumerable.Range(0, 8).Select(i => (ByteRead[])[new ByteRead(i * 1000, new byte[3 * Block])])];

        Task[] reading = [.. calls.Select(c => source.ReadAsync(c).AsTask())];
        network.Gate.SetResult();
        await Task.WhenAll(reading);

        Assert.That(calls.All(c => c[0].Destination.Span.SequenceEqual(Content.AsSpan((int)c[0].Offset, 3 * Block))));
        Assert.That(network.Reads.SelectMany(r => r).Sum(r => r.Length), Is.EqualTo(4 * Block));
    }

    [Test]
    public async Task Who_waits_for_a_call_that_fails_fetches_for_itself([Values] bool isCancelled)
    {
        BlockCache cache = new(TestData.NewFolder(), Plenty);
        RecordedSource network = new(Content) { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        BlockSource source = new(network, Key, cache);
        using CancellationTokenSource stop = new();
        byte[] bytes = new byte[10];
        Task failing = source.ReadAsync([new ByteRead(0, new byte[10])], stop.Token).AsTask();
        Task waiting = source.ReadAsync([new ByteRead(5, bytes)]).AsTask();

        TaskCompletionSource gate = network.Gate;
        network.Gate = null;
        if (isCancelled) await stop.CancelAsync();
        else gate.SetException(new RootException("the network is gone"));

        if (isCancelled) Assert.That(() => failing, Throws.InstanceOf<OperationCanceledException>());
        else Assert.That(() => failing, Throws.TypeOf<RootException>());
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(bytes, Is.EqualTo(Content[5..15]));
    }

    [Test]
    public async Task Several_owners_of_one_folder_harm_nobody()
    {
        const long bound = 2 << 20;
        string folder = TestData.NewFolder();
        byte[] content = Bytes(80 * Block + 17);
        BlockKey key = KeyOf("long", content.Length);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(async () =>
        {
            Random random = new(seed);
            BlockSource source = new(new RecordedSource(content), key, new BlockCache(folder, bound));
            for (int i = 0; i < 60; i++)
            {
                int offset = random.Next(content.Length - 200_000);
                byte[] bytes = new byte[random.Next(200_000)];
                await source.ReadAsync([new ByteRead(offset, bytes)]);
                Assert.That(bytes.AsSpan().SequenceEqual(content.AsSpan(offset, bytes.Length)));
            }
        })));

        Assert.That(BytesIn(folder), Is.InRange(1, bound));
        Assert.That(Directory.EnumerateFiles(folder, "*.part", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public void A_version_is_told_by_length_mark_and_time_and_by_nothing_else()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow, old = now.AddDays(-1);
        BlockKey? Of(long length, string? mark, DateTimeOffset? modified) => BlockKey.Of("root://h:1/a", length, mark, modified, now);

        BlockKey?[] keys =
        [
            Of(1, "\"a\"", old), Of(2, "\"a\"", old), Of(1, "\"b\"", old), Of(1, "\"a\"", old.AddSeconds(1)),
            Of(1, null, old), Of(1, "\"a\"", null),
        ];

        Assert.That(keys, Is.Unique.And.All.Not.Null);
        Assert.That(Of(1, "\"a\"", old), Is.EqualTo(keys[0]));
        Assert.That(Of(1, null, null), Is.Null, "nobody tells");
        Assert.That(Of(1, "\"a\"", now.AddSeconds(-1)), Is.Null, "it may change within the same second");
    }

    [Test]
    public void A_cache_without_a_place_or_room_is_refused()
    {
        Assert.That(() => new BlockCache("", Plenty), Throws.ArgumentException);
        Assert.That(() => new BlockCache("x", 1000), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_range_outside_the_file_is_refused() => Assert.That(
        () => ReadAsync(new RecordedSource(Content), new BlockCache(TestData.NewFolder(), Plenty), (Content.Length - 1, 2)),
        Throws.TypeOf<RootException>());

    private static BlockKey KeyOf(string name, long length) =>
        BlockKey.Of($"root://host:1094//{name}", length, null, DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.UtcNow)!.Value;

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    // Of several ranges the first one's bytes.
    private static async Task<byte[]> ReadAsync(RecordedSource network, BlockCache cache, params (long Offset, int Length)[] ranges)
    {
        ByteRead[] reads = [.. ranges.Select(r => new ByteRead(r.Offset, new byte[r.Length]))];
        await new BlockSource(network, Key, cache).ReadAsync(reads);
        return reads[0].Destination.ToArray();
    }

    private static string FileOf(string folder, BlockKey key, long block) => Path.Combine(folder, key.Name, BlockFormat.NameOf(block));

    private static long BytesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.block", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);

    /// <summary>A network that tells what was asked of it, and may be slow.</summary>
    private sealed class RecordedSource(byte[] content) : IByteSource
    {
        private readonly MemorySource _memory = new(content, "memory");

        public List<(long Offset, int Length)[]> Reads { get; } = [];

        public TaskCompletionSource? Gate { get; set; }

        public string Location => _memory.Location;

        public long Length => _memory.Length;

        public async ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
        {
            lock (Reads) Reads.Add([.. reads.Select(r => (r.Offset, r.Destination.Length))]);
            if (Gate is { } gate) await gate.Task.WaitAsync(cancellationToken);
            await _memory.ReadAsync(reads, cancellationToken);
        }

        public ValueTask DisposeAsync() => _memory.DisposeAsync();
    }
}
