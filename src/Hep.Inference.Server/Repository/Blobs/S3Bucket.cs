using System.Buffers;
using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Hep.Inference.Server.Repository;

/// <summary>The requests to a bucket, each bounded in time, and what a failure of it means to whoever waits for a model.</summary>
internal sealed class S3Bucket(BlobAddress address) : IDisposable
{
    /// <summary>Files above this go up in parts of at least this length: S3 takes 5 GB at once, and a part is sent again alone.</summary>
    public const long PartBytes = 64 << 20;

    private const int MostParts = 10_000, CopyBytes = 128 << 10;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30), LongestRemoval = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second below which a store is one that does not answer.</summary>
    private const double SlowestBytes = 1 << 20;

    private readonly AmazonS3Client _client = Connect(address);

    /// <summary>Sends a file, which is there whole or not at all.</summary>
    /// <exception cref="InferenceException">The store does not answer.</exception>
    public Task SendAsync(string key, StagedModel file, long partBytes, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        if (file.Length > partBytes) await SendPartsAsync(key, file, partBytes, cancellationToken).ConfigureAwait(false);
        else
            await _client.PutObjectAsync(new PutObjectRequest
            {
                BucketName = address.Bucket,
                Key = KeyOf(key),
                FilePath = file.Path,
                UseChunkEncoding = false,
            }, cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    /// <summary>Copies a file that has this length; false, and nothing is copied: it has another one.</summary>
    /// <exception cref="InferenceException">It is missing, or the store does not answer.</exception>
    public async Task<bool> ReadAsync(string key, long length, Stream destination, CancellationToken cancellationToken)
    {
        using GetObjectResponse answer = await AskAsync(
            () => _client.GetObjectAsync(address.Bucket, KeyOf(key), cancellationToken), cancellationToken).ConfigureAwait(false);
        if (answer.ContentLength != length) return false;
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(LongestAnswer + TimeSpan.FromSeconds(length / SlowestBytes));   // the client's own time ends at the headers
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            for (long left = length; left > 0;)
            {
                int read = await AskAsync(async () =>   // what the destination fails with is not the store's
                    await answer.ResponseStream.ReadAtLeastAsync(buffer.AsMemory(0, (int)Math.Min(left, CopyBytes)), minimumBytes: 1,
                        cancellationToken: late.Token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                left -= read;
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The length of a file; null: there is none.</summary>
    public Task<long?> LengthOfAsync(string key, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        try
        {
            return (long?)(await _client.GetObjectMetadataAsync(address.Bucket, KeyOf(key), cancellationToken).ConfigureAwait(false))
                .ContentLength;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        AskSoonAsync(late => _client.DeleteObjectAsync(address.Bucket, KeyOf(key), late), cancellationToken);

    /// <summary>The keys of what was sent before a moment.</summary>
    public Task<List<string>> ListAsync(DateTime before, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        List<string> keys = [];
        ListObjectsV2Request request = new() { BucketName = address.Bucket, Prefix = address.Prefix };
        ListObjectsV2Response page;
        do
        {
            page = await _client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            foreach (S3Object each in page.S3Objects ?? [])
                if (each.LastModified is { } sent && sent.ToUniversalTime() < before && Within(each.Key) is { } key) keys.Add(key);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return keys;
    }, cancellationToken);

    /// <summary>Forgets parts of uploads that were begun before a moment and cost as much as files. Not every store tells them.</summary>
    /// <exception cref="InferenceException">The store does not answer.</exception>
    public async Task ForgetPartsAsync(DateTime before, Func<string, bool> isOurs, CancellationToken cancellationToken)
    {
        ListMultipartUploadsRequest request = new() { BucketName = address.Bucket, Prefix = address.Prefix };
        while (await ListPartsAsync(request, cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (MultipartUpload each in page.MultipartUploads ?? [])
                if (each.Initiated is { } at && at.ToUniversalTime() < before && Within(each.Key) is { } key && isOurs(key))
                    await ForgetAsync(key, each.UploadId, cancellationToken).ConfigureAwait(false);
            bool isFurther = (page.NextKeyMarker, page.NextUploadIdMarker) != (request.KeyMarker, request.UploadIdMarker);
            if (page.IsTruncated != true || !isFurther) return;   // a store that says the same for ever is not followed
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task SendPartsAsync(string key, StagedModel file, long partBytes, CancellationToken cancellationToken)
    {
        long length = Math.Max(partBytes, (file.Length + MostParts - 1) / MostParts);
        string upload = (await _client.InitiateMultipartUploadAsync(address.Bucket, KeyOf(key), cancellationToken).ConfigureAwait(false))
            .UploadId;
        try
        {
            List<PartETag> parts = [];
            for (long at = 0; at < file.Length; at += length)
            {
                UploadPartResponse sent = await _client.UploadPartAsync(new UploadPartRequest
                {
                    BucketName = address.Bucket,
                    Key = KeyOf(key),
                    UploadId = upload,
                    PartNumber = parts.Count + 1,
                    FilePath = file.Path,
                    FilePosition = at,
                    PartSize = Math.Min(length, file.Length - at),
                    UseChunkEncoding = false,
                }, cancellationToken).ConfigureAwait(false);
                parts.Add(new PartETag(parts.Count + 1, sent.ETag));
            }
            await _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
            {
                BucketName = address.Bucket,
                Key = KeyOf(key),
                UploadId = upload,
                PartETags = parts,
            }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            try
            {
                await ForgetAsync(key, upload, CancellationToken.None).ConfigureAwait(false);
            }
            catch (InferenceException)
            {
                // the sweep's
            }
            throw;
        }
    }

    /// <summary>A page of the uploads that were begun and not completed; null: the store tells nobody, or not this service.</summary>
    private Task<ListMultipartUploadsResponse?> ListPartsAsync(ListMultipartUploadsRequest request, CancellationToken cancellationToken) =>
        AskAsync(async () =>
        {
            try
            {
                return (ListMultipartUploadsResponse?)await _client.ListMultipartUploadsAsync(request, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (AmazonServiceException e) when (e is AmazonUnmarshallingException
                || (int)e.StatusCode is >= 400 and < 500 or (int)HttpStatusCode.NotImplemented)
            {
                return null;
            }
        }, cancellationToken);

    private Task<bool> ForgetAsync(string key, string upload, CancellationToken cancellationToken) => AskSoonAsync(async late =>
    {
        try
        {
            await _client.AbortMultipartUploadAsync(address.Bucket, KeyOf(key), upload, late).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;   // completed, or forgotten by another one
        }
    }, cancellationToken);

    private string KeyOf(string key) => address.Prefix + key;

    private string? Within(string key) =>
        key.StartsWith(address.Prefix, StringComparison.Ordinal) ? key[address.Prefix.Length..] : null;

    private static AmazonS3Client Connect(BlobAddress address)
    {
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
        return new AmazonS3Client(configuration);
    }

    /// <summary>Asks for what a store does in a moment, or not at all: others are behind it.</summary>
    private static async Task<T> AskSoonAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(LongestRemoval);
        return await AskAsync(() => ask(late.Token), cancellationToken).ConfigureAwait(false);
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
