using System.Security.Cryptography;
using Hep.Inference.Server.Repository;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Repository;

public sealed class BlobCacheTests
{
    private static readonly byte[] Content = [1, 2, 3];
    private static readonly string Digest = BlobDigest.Of(SHA256.HashData(Content));

    [Test]
    public async Task A_content_that_was_kept_is_read_and_a_damaged_one_is_not()
    {
        string folder = TestData.NewFolder();
        BlobCache cache = new(folder);

        await cache.KeepAsync(Digest, Content, default);
        byte[]? kept = await cache.TryReadAsync(Digest, default);
        await File.WriteAllBytesAsync(Path.Combine(folder, BlobDigest.PlaceOf(Digest)), [3, 2, 1]);

        Assert.That(kept, Is.EqualTo(Content));
        Assert.That(await cache.TryReadAsync(Digest, default), Is.Null);
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_costs_nothing_but_the_cache()
    {
        string file = Path.Combine(TestData.NewFolder(), "file");
        await File.WriteAllTextAsync(file, "no folder");
        BlobCache cache = new(file);

        await cache.KeepAsync(Digest, Content, default);

        Assert.That(await cache.TryReadAsync(Digest, default), Is.Null);
        Assert.That(cache.TryOpen(Digest), Is.Null);
    }
}
