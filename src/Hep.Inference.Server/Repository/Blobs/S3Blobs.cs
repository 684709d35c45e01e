using System.Net;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Model files in a bucket of S3, or of a service that speaks like it, with a cache in a folder. Each content that is sent gets a key of
/// its own: one that no version names any more is never named again, so that whoever deletes it may be late.
/// </summary>
internal sealed partial class S3Blobs : IBlobStore
{
    // longer than anybody sends one file and names it, and than clocks differ
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    /// <summary>Bytes a second below which a store is one that does not answer.</summary>
    private const double SlowestBytes = 1 << 20;

    private readonly BlobAddress _address;
    private readonly BlobCache _cache;
    private readonly TimeProvider _time;
    private readonly AmazonS3Client _client;

    public S3Blobs(BlobAddress address, string cacheFolder, TimeProvider time)
    {
        _address = address;
        _cache = new BlobCache(cacheFolder);
        _time = time;
        AmazonS3Config configuration = new()
        {
            Timeout = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // services that speak like S3 know the checksums of the protocol's first days alone; the digest is checked in any case
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (address.Endpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint;
            configuration.ForcePathStyle = true;
            configuration.AuthenticationRegion = address.Region ?? "us-east-1";
        }
        else if (address.Region is { } region)
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        _client = new AmazonS3Client(configuration);
    }

    public Task<string> SendAsync(StagedModel staged, string? there, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        if (there is not null && await LengthOfAsync(there, cancellationToken).ConfigureAwait(false) == staged.Length) return there;
        string key = there ?? $"{BlobDigest.PlaceOf(staged.Digest)}-{Guid.NewGuid():N}";
        await _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _address.Bucket,
            Key = _address.Prefix + key,
            FilePath = staged.Path,
            UseChunkEncoding = false,
        }, cancellationToken).ConfigureAwait(false);
        return key;
    }, cancellationToken);

    /// <summary>It was sent.</summary>
    public void Keep(StagedModel staged, string key)
    {
    }

    public async Task<byte[]> ReadAsync(StoredBlob blob, CancellationToken cancellationToken) =>
        await _cache.TryReadAsync(blob.Digest, cancellationToken).ConfigureAwait(false)
            ?? await FetchAsync(blob, cancellationToken).ConfigureAwait(false);

    public async Task<FileStream> OpenAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        if (_cache.TryOpen(blob.Digest) is { } there) return there;
        await FetchAsync(blob, cancellationToken).ConfigureAwait(false);
        return _cache.TryOpen(blob.Digest)
            ?? throw new InferenceException(InferenceFailure.Unavailable,
                "The service has no room for the model's file: its disk is full.");
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await _client.DeleteObjectAsync(_address.Bucket, _address.Prefix + key, cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    public Task SweepAsync(Func<Task<IReadOnlySet<StoredBlob>>> named, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        DateTime newest = (_time.GetUtcNow() - Grace).UtcDateTime;
        List<string> old = [];
        ListObjectsV2Request request = new() { BucketName = _address.Bucket, Prefix = _address.Prefix };
        ListObjectsV2Response page;
        do
        {
            page = await _client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            foreach (S3Object each in page.S3Objects ?? [])
                if (each.LastModified is { } sent && sent.ToUniversalTime() < newest && IsOurs(each.Key)) old.Add(each.Key);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        IReadOnlySet<StoredBlob> kept = await named().ConfigureAwait(false);
        if (kept.Count == 0) return true;   // rather a wrong or a new database than a bucket full of what nobody wants
        foreach (string key in old.Except(kept.Select(b => _address.Prefix + b.Key)))
            await _client.DeleteObjectAsync(_address.Bucket, key, cancellationToken).ConfigureAwait(false);
        _cache.Sweep(kept);
        return true;
    }, cancellationToken);

    public void Dispose() => _client.Dispose();

    /// <summary>Whether a key is one that <see cref="SendAsync"/> gives: what else is in the bucket is somebody else's.</summary>
    private bool IsOurs(string key) =>
        key.StartsWith(_address.Prefix, StringComparison.Ordinal) && Key().IsMatch(key[_address.Prefix.Length..]);

    [GeneratedRegex("^[0-9a-f]{2}/[0-9a-f]{64}(-[0-9a-f]{32})?$")]
    private static partial Regex Key();

    private async Task<byte[]> FetchAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        byte[] content = BlobDigest.Check(await AskAsync(async () =>
        {
            using GetObjectResponse answer = await _client.GetObjectAsync(
                _address.Bucket, _address.Prefix + blob.Key, cancellationToken).ConfigureAwait(false);
            if (answer.ContentLength != blob.Bytes) return [];   // what is not of its length is not of its digest
            byte[] bytes = new byte[blob.Bytes];
            using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            late.CancelAfter(LongestAnswer + TimeSpan.FromSeconds(blob.Bytes / SlowestBytes));   // the client's time ends at the headers
            await answer.ResponseStream.ReadExactlyAsync(bytes, late.Token).ConfigureAwait(false);
            return bytes;
        }, cancellationToken).ConfigureAwait(false), blob.Digest);
        await _cache.KeepAsync(blob.Digest, content, cancellationToken).ConfigureAwait(false);
        return content;
    }

    private async Task<long?> LengthOfAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await _client.GetObjectMetadataAsync(_address.Bucket, _address.Prefix + key, cancellationToken)
                .ConfigureAwait(false)).ContentLength;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw new InferenceException(InferenceFailure.Unavailable, "The model's file is missing in the store of model files.", e);
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException or IOException
            or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new InferenceException(InferenceFailure.Unavailable,
                "The store of model files does not answer, or refuses the service. Models that are loaded go on being served; try again "
                    + "when it is back.", e);
        }
    }
}
