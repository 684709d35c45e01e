using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Model files in a bucket of S3, or of a service that speaks like it, with a cache in a folder. Each content that is sent gets a key of
/// its own: one that no version names any more is never named again, so that whoever deletes it may be late.
/// </summary>
internal sealed partial class S3Blobs : IBlobStore
{
    // longer than anybody sends one file and names it, and than clocks differ
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private readonly S3Bucket _bucket;
    private readonly BlobCache _cache;
    private readonly TimeProvider _time;
    private readonly long _partBytes;
    private readonly SharedFetches _fetches;

    public S3Blobs(BlobAddress address, string cacheFolder, TimeProvider time, long partBytes = S3Bucket.PartBytes)
    {
        _bucket = new S3Bucket(address);
        _cache = new BlobCache(cacheFolder, time);
        _time = time;
        _partBytes = partBytes;
        _fetches = new SharedFetches((blob, stopped) =>
            _cache.KeepAsync(blob, file => CopyAsync(blob, file, stopped), stopped));
    }

    public async Task<string> SendAsync(StagedModel staged, string? there, CancellationToken cancellationToken)
    {
        if (there is not null && await _bucket.LengthOfAsync(there, cancellationToken).ConfigureAwait(false) == staged.Length) return there;
        string key = there ?? $"{BlobDigest.PlaceOf(staged.Digest)}-{Guid.NewGuid():N}";
        await _bucket.SendAsync(key, staged, _partBytes, cancellationToken).ConfigureAwait(false);
        return key;
    }

    /// <summary>It was sent.</summary>
    public void Keep(StagedModel staged, string key)
    {
    }

    public bool IsNear(StoredBlob blob) => _cache.Has(blob.Digest, blob.Bytes);

    public Task BringNearAsync(StoredBlob blob, CancellationToken cancellationToken) =>
        IsNear(blob) || !_cache.MayKeep ? Task.CompletedTask : _fetches.FetchAsync(blob, cancellationToken);

    public async Task<byte[]> ReadAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        if (await _cache.TryReadAsync(blob.Digest, cancellationToken).ConfigureAwait(false) is { } there) return there;
        if (_cache.MayKeep && await _fetches.FetchAsync(blob, cancellationToken).ConfigureAwait(false)
            && await _cache.TryReadAsync(blob.Digest, cancellationToken).ConfigureAwait(false) is { } fetched)
            return fetched;
        byte[] content = new byte[blob.Bytes];   // there is no room on the disk
        using MemoryStream whole = new(content);
        await CopyAsync(blob, whole, cancellationToken).ConfigureAwait(false);
        return content;
    }

    public async Task<FileStream> OpenAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        if (_cache.TryOpen(blob.Digest) is { } there) return there;
        if (_cache.MayKeep) await _fetches.FetchAsync(blob, cancellationToken).ConfigureAwait(false);
        return _cache.TryOpen(blob.Digest)
            ?? throw new InferenceException(InferenceFailure.Unavailable,
                "The service has no room for the model's file: its disk is full.");
    }

    /// <summary>What the disk has damaged is fetched once more.</summary>
    public async Task<FileStream> OpenCheckedAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        if (await CheckedAsync().ConfigureAwait(false) is { } whole) return whole;
        _cache.Forget(blob.Digest);
        return await CheckedAsync().ConfigureAwait(false) ?? throw BlobDigest.Damaged();

        async Task<FileStream?> CheckedAsync() =>
            await BlobDigest.TryCheckAsync(await OpenAsync(blob, cancellationToken).ConfigureAwait(false), blob.Digest, cancellationToken)
                .ConfigureAwait(false);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => _bucket.DeleteAsync(key, cancellationToken);

    public async Task SweepAsync(Func<Task<IReadOnlySet<StoredBlob>>> named, CancellationToken cancellationToken)
    {
        DateTime oldest = (_time.GetUtcNow() - Grace).UtcDateTime;
        List<string> old = await _bucket.ListAsync(oldest, cancellationToken).ConfigureAwait(false);
        IReadOnlySet<StoredBlob> kept = await named().ConfigureAwait(false);
        if (kept.Count == 0) return;   // rather a wrong or a new database than a bucket full of what nobody wants
        foreach (string key in old.Where(IsOurs).Except(kept.Select(b => b.Key)))
            await _bucket.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        _cache.Sweep(kept);
        await _bucket.ForgetPartsAsync(oldest, IsOurs, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _fetches.Dispose();
        _bucket.Dispose();
    }

    /// <summary>Whether a key is one that <see cref="SendAsync"/> gives: what else is in the bucket is somebody else's.</summary>
    private static bool IsOurs(string key) => Key().IsMatch(key);

    [GeneratedRegex("^[0-9a-f]{2}/[0-9a-f]{64}(-[0-9a-f]{32})?$")]
    private static partial Regex Key();

    /// <summary>Copies a content out of the bucket, and checks it on the way.</summary>
    private async Task CopyAsync(StoredBlob blob, Stream destination, CancellationToken cancellationToken)
    {
        using SHA256 hash = SHA256.Create();
        using CryptoStream hashing = new(destination, hash, CryptoStreamMode.Write, leaveOpen: true);
        bool isOfLength = await _bucket.ReadAsync(blob.Key, blob.Bytes, hashing, cancellationToken).ConfigureAwait(false);
        await hashing.FlushFinalBlockAsync(cancellationToken).ConfigureAwait(false);
        if (!isOfLength || BlobDigest.Of(hash.Hash!) != blob.Digest) throw BlobDigest.Damaged();
    }
}
