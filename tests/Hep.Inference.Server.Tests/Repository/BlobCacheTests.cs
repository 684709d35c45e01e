using System.Security.Cryptography;
using Hep.Inference.Server.Repository;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Repository;

public sealed class BlobCacheTests
{
    private static readonly byte[] Content = [1, 2, 3];
    private static readonly string Digest = BlobDigest.Of(SHA256.HashData(Content));
    private static readonly StoredBlob Blob = new(Digest, "key", Content.Length);

    [Test]
    public async Task A_content_that_was_kept_is_read_and_a_damaged_one_is_not()
    {
        string folder = TestData.NewFolder();
        BlobCache cache = new(folder, TimeProvider.System);

        bool isKept = await cache.KeepAsync(Blob, WriteAsync, default);
        byte[]? kept = await cache.TryReadAsync(Digest, default);
        await File.WriteAllBytesAsync(Path.Combine(folder, BlobDigest.PlaceOf(Digest)), [3, 2, 1]);

        Assert.That((isKept, kept), Is.EqualTo((true, Content)));
        Assert.That(await cache.TryReadAsync(Digest, default), Is.Null);
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_costs_nothing_but_the_cache()
    {
        string file = Path.Combine(TestData.NewFolder(), "file");
        await File.WriteAllTextAsync(file, "no folder");
        BlobCache cache = new(file, TimeProvider.System);

        bool isKept = await cache.KeepAsync(Blob, WriteAsync, default);

        Assert.That(isKept, Is.False);
        Assert.That(await cache.TryReadAsync(Digest, default), Is.Null);
        Assert.That(cache.TryOpen(Digest), Is.Null);
    }

    [Test]
    public async Task What_fails_while_it_is_written_leaves_nothing()
    {
        string folder = TestData.NewFolder();
        BlobCache cache = new(folder, TimeProvider.System);

        Assert.That(async () => await cache.KeepAsync(Blob, async file =>
        {
            await WriteAsync(file);
            throw new InferenceException(InferenceFailure.Unavailable, "away");
        }, default), Throws.InstanceOf<InferenceException>());

        Assert.That(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), Is.Empty);
        Assert.That(cache.Has(Digest, Content.Length), Is.False);
    }

    private static Task WriteAsync(Stream file) => file.WriteAsync(Content).AsTask();
}
