using System.Security.Cryptography;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>Files of models in a real store, without the service around them.</summary>
public sealed class S3BlobsTests
{
    private const long PartBytes = 5 << 20;   // S3 takes no shorter ones

    [Test]
    public async Task A_long_file_goes_up_in_parts_and_comes_back_whole()
    {
        S3Server store = await StoreAsync();
        await using StoreGate gate = await StoreGate.StartAsync(store.Endpoint);
        using S3Blobs blobs = Open(store, $"p{Guid.NewGuid():N}", gate);
        byte[] content = RandomNumberGenerator.GetBytes((int)(2 * PartBytes) + 12_345);
        using StagedModel staged = await StageAsync(content);

        string key = await blobs.SendAsync(staged, there: null, default);

        StoredBlob blob = new(staged.Digest, key, staged.Length);
        Assert.That(await blobs.ReadAsync(blob, default), Is.EqualTo(content));
        Assert.That(gate.Parts, Is.EqualTo(3));
    }

    [Test]
    public async Task What_many_want_at_once_is_fetched_once()
    {
        S3Server store = await StoreAsync();
        await using StoreGate gate = await StoreGate.StartAsync(store.Endpoint);
        using S3Blobs blobs = Open(store, $"p{Guid.NewGuid():N}", gate);
        byte[] content = RandomNumberGenerator.GetBytes(100_000);
        using StagedModel staged = await StageAsync(content);
        StoredBlob blob = new(staged.Digest, await blobs.SendAsync(staged, null, default), staged.Length);
        gate.Close();
        using CancellationTokenSource impatient = new();

        Task<byte[]> gone = blobs.ReadAsync(blob, impatient.Token);
        Task<byte[]>[] readers = [.. Enumerable.Range(0, 8).Select(_ => blobs.ReadAsync(blob, default))];
        Assert.That(() => gate.Fetches, Is.EqualTo(1).After(30_000, 20));
        await impatient.CancelAsync();
        Assert.That(async () => await gone, Throws.InstanceOf<OperationCanceledException>());
        gate.Open();

        foreach (byte[] read in await Task.WhenAll(readers)) Assert.That(read, Is.EqualTo(content));
        Assert.That(gate.Fetches, Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_another_content_in_the_store_is_refused_and_not_kept()
    {
        S3Server store = await StoreAsync();
        string prefix = $"p{Guid.NewGuid():N}";
        using S3Blobs blobs = Open(store, prefix);
        using StagedModel staged = await StageAsync([1, 2, 3]);
        StoredBlob blob = new(staged.Digest, await blobs.SendAsync(staged, null, default), staged.Length);

        foreach (byte[] wrong in new byte[][] { [1, 2, 4], [1, 2], [1, 2, 3, 4] })
        {
            await store.WriteAsync($"{prefix}/{blob.Key}", wrong);
            Assert.That(async () => await blobs.ReadAsync(blob, default),
                Throws.InstanceOf<InferenceException>().With.Message.Contains("damaged"));
            Assert.That(blobs.IsNear(blob), Is.False);
        }
        await store.WriteAsync($"{prefix}/{blob.Key}", [1, 2, 3]);
        Assert.That(await blobs.ReadAsync(blob, default), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public async Task A_cache_that_cannot_be_written_costs_nothing_but_the_way_to_the_store()
    {
        S3Server store = await StoreAsync();
        string file = Path.Combine(TestData.NewFolder(), "file");
        await File.WriteAllTextAsync(file, "no folder");
        using S3Blobs blobs = new(AddressOf(store, $"p{Guid.NewGuid():N}"), file, TimeProvider.System);
        using StagedModel staged = await StageAsync([1, 2, 3]);
        StoredBlob blob = new(staged.Digest, await blobs.SendAsync(staged, null, default), staged.Length);

        Assert.That(await blobs.ReadAsync(blob, default), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(async () => await blobs.OpenAsync(blob, default),
            Throws.InstanceOf<InferenceException>().With.Message.Contains("disk is full"));
    }

    [Test]
    public async Task A_file_that_no_version_came_to_name_goes_at_once_where_that_is_sure_and_later_else()
    {
        SteppedTime time = new();
        string folder = TestData.NewFolder();
        using FolderBlobs blobs = new(folder);
        HashSet<StoredBlob> named = [];
        await using LeftBlobs left = new(blobs, _ => Task.FromResult<IReadOnlySet<StoredBlob>>(named), time, NullLogger.Instance);
        StoredBlob[] three = [.. await Task.WhenAll(Enumerable.Range(1, 3).Select(async i =>
        {
            StagedModel staged = await StageAsync([(byte)i]);
            string key = await blobs.SendAsync(staged, null, default);
            blobs.Keep(staged, key);
            return new StoredBlob(staged.Digest, key, staged.Length);
        }))];
        named.Add(three[2]);
        left.Add(three[0], isSure: true);
        left.Add(three[1], isSure: false);
        left.Add(three[2], isSure: false);

        await left.RemoveAsync(default);
        string[] first = Keys();
        time.Step(TimeSpan.FromMinutes(11));
        await left.RemoveAsync(default);   // of which it was not known that a version names it

        Assert.That(first, Is.EquivalentTo(new[] { three[1].Key, three[2].Key }));
        Assert.That(Keys(), Is.EqualTo(new[] { three[2].Key }));

        string[] Keys() => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f))];
    }

    [Test]
    public async Task While_the_database_does_not_say_what_is_named_nothing_is_deleted_and_nothing_forgotten()
    {
        string folder = TestData.NewFolder();
        using FolderBlobs blobs = new(folder);
        bool isAway = true;
        await using LeftBlobs left = new(blobs, _ => isAway
            ? throw new InferenceException(InferenceFailure.Unavailable, "away")
            : Task.FromResult<IReadOnlySet<StoredBlob>>(new HashSet<StoredBlob>()), new SteppedTime(), NullLogger.Instance);
        StagedModel staged = await StageAsync([1]);
        string key = await blobs.SendAsync(staged, null, default);
        blobs.Keep(staged, key);
        left.Add(new StoredBlob(staged.Digest, key, staged.Length), isSure: true);

        Assert.That(async () => await left.RemoveAsync(default), Throws.InstanceOf<InferenceException>());
        bool isKept = File.Exists(Path.Combine(folder, key));
        isAway = false;
        await left.RemoveAsync(default);

        Assert.That((isKept, File.Exists(Path.Combine(folder, key))), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task What_the_disk_has_no_room_for_is_not_fetched_to_it_and_read_with_one_fetch()
    {
        S3Server store = await StoreAsync();
        await using StoreGate gate = await StoreGate.StartAsync(store.Endpoint);
        SteppedTime time = new();
        using S3Blobs blobs = Open(store, $"p{Guid.NewGuid():N}", gate, time);
        using StagedModel staged = await StageAsync([1, 2, 3]);
        StoredBlob blob = new(staged.Digest, await blobs.SendAsync(staged, null, default), staged.Length);

        for (int i = 0; i < 3; i++) await blobs.BringNearAsync(blob with { Bytes = 1L << 60 }, default);
        int brought = gate.Fetches;
        byte[] read = await blobs.ReadAsync(blob, default);
        (int Fetches, bool IsNear) full = (gate.Fetches, blobs.IsNear(blob));
        time.Step(TimeSpan.FromMinutes(2));
        await blobs.ReadAsync(blob, default);

        Assert.That(brought, Is.Zero);
        Assert.That(read, Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(full, Is.EqualTo((1, false)));
        Assert.That((gate.Fetches, blobs.IsNear(blob)), Is.EqualTo((2, true)));   // there is room again
    }

    [Test]
    public async Task What_the_disk_has_damaged_is_fetched_once_more()
    {
        S3Server store = await StoreAsync();
        await using StoreGate gate = await StoreGate.StartAsync(store.Endpoint);
        string prefix = $"p{Guid.NewGuid():N}", folder = TestData.NewFolder();
        using S3Blobs blobs = new(BlobAddress.Parse(gate.Before(new InferenceServerOptions { Blobs = store.AddressOf(prefix) }).Blobs!),
            folder, TimeProvider.System);
        using StagedModel staged = await StageAsync([1, 2, 3]);
        StoredBlob blob = new(staged.Digest, await blobs.SendAsync(staged, null, default), staged.Length);

        for (int fetches = 1; fetches <= 2; fetches++)
        {
            using (FileStream file = await blobs.OpenCheckedAsync(blob, default))
            {
                byte[] read = new byte[3];
                await file.ReadExactlyAsync(read);
                Assert.That((read, gate.Fetches), Is.EqualTo((new byte[] { 1, 2, 3 }, fetches)));
            }
            await File.WriteAllBytesAsync(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Single(), [1, 2, 4]);
        }
        await store.WriteAsync($"{prefix}/{blob.Key}", [1, 2, 4]);
        Assert.That(async () => await blobs.OpenCheckedAsync(blob, default),
            Throws.InstanceOf<InferenceException>().With.Message.Contains("damaged"));
    }

    private static async Task<S3Server> StoreAsync() => (await SharedServers.GetAsync()).Files;

    private static S3Blobs Open(S3Server store, string prefix, StoreGate? gate = null, TimeProvider? time = null)
    {
        string address = store.AddressOf(prefix);
        if (gate is not null) address = gate.Before(new InferenceServerOptions { Blobs = address }).Blobs!;
        return new S3Blobs(BlobAddress.Parse(address), TestData.NewFolder(), time ?? TimeProvider.System, PartBytes);
    }

    private static BlobAddress AddressOf(S3Server store, string prefix) => BlobAddress.Parse(store.AddressOf(prefix));

    private static async Task<StagedModel> StageAsync(byte[] content)
    {
        using MemoryStream stream = new(content);
        return await StagedModel.WriteAsync(TestData.NewFolder(), stream, default);
    }
}
