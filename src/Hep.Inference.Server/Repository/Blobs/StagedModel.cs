using System.Buffers;
using System.Security.Cryptography;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// A model file on its way in, under a private name in the staging folder; unless it is taken over it vanishes with its owner.
/// </summary>
internal sealed class StagedModel : IDisposable
{
    private const int CopyBytes = 128 << 10;

    private StagedModel(string path, string digest, long length)
    {
        Path = path;
        Digest = digest;
        Length = length;
    }

    public string Path { get; }

    /// <summary><c>sha256:</c> and the hash in lower-case hexadecimal.</summary>
    public string Digest { get; }

    public long Length { get; }

    /// <summary>
    /// Writes what the source gives to the disk, through to the medium, and hashes it on the way. The source bounds the length.
    /// </summary>
    public static async Task<StagedModel> WriteAsync(string folder, Stream source, CancellationToken cancellationToken)
    {
        string path = System.IO.Path.Combine(folder, Guid.NewGuid().ToString("N"));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
            file.Flush(flushToDisk: true);
            return new StagedModel(path, BlobDigest.Of(hash.GetHashAndReset()), file.Length);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Deletes the file, if nobody moved it away.</summary>
    public void Dispose() => File.Delete(Path);
}
