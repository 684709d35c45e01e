namespace Hep.Inference.Server.Repository;

/// <summary>Model files of a store elsewhere that this service has had before, by the hash of their content. It may be emptied.</summary>
internal sealed class BlobCache(string folder, TimeProvider time)
{
    private static readonly TimeSpan FullFor = TimeSpan.FromMinutes(1);

    private long _fullUntil = DateTimeOffset.MinValue.UtcTicks;

    /// <summary>Whether it is worth trying: a disk that took nothing is asked again after a minute.</summary>
    public bool MayKeep => time.GetUtcNow().UtcTicks >= Volatile.Read(ref _fullUntil);

    /// <summary>Whether there is a file for it; what is in it is checked when it is read.</summary>
    public bool Has(string digest, long length) => new FileInfo(PathOf(digest)) is { Exists: true } file && file.Length == length;

    /// <summary>A content as it was taken in; null where it is not there, or not what it was.</summary>
    public async Task<byte[]?> TryReadAsync(string digest, CancellationToken cancellationToken)
    {
        try
        {
            byte[] content = await File.ReadAllBytesAsync(PathOf(digest), cancellationToken).ConfigureAwait(false);
            return BlobDigest.Check(content, digest);
        }
        catch (Exception e) when (e is InferenceException || IsOfDisk(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Takes in a content that is checked while it is written, and is seen when it is whole. A disk that is full, or somebody else's, costs
    /// the next reader the way to the store alone; the room is asked for first, so that nothing is fetched for which there is none.
    /// </summary>
    /// <param name="blob">What it is, and how long.</param>
    /// <param name="write">Writes it; where that fails there is nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether it is there now.</returns>
    public async Task<bool> KeepAsync(StoredBlob blob, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        string path = PathOf(blob.Digest), part = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (FileStream file = new(part, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
                Options = FileOptions.Asynchronous,
                PreallocationSize = blob.Bytes,
            }))
            {
                await write(file).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
            File.Move(part, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            Volatile.Write(ref _fullUntil, (time.GetUtcNow() + FullFor).UtcTicks);
            return false;
        }
        finally
        {
            Delete(part);
        }
    }

    /// <summary>The file of a content; null where it is not there.</summary>
    public FileStream? TryOpen(string digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0,
                useAsync: true);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            return null;
        }
    }

    /// <summary>Deletes what was found to be another content than it was; who has it open goes on with it.</summary>
    public void Forget(string digest) => Delete(PathOf(digest));

    /// <summary>Deletes what no version has any more, and what was interrupted.</summary>
    public void Sweep(IEnumerable<StoredBlob> named)
    {
        if (!Directory.Exists(folder)) return;
        HashSet<string> kept = [.. named.Select(b => Path.GetFullPath(PathOf(b.Digest)))];
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            if (!kept.Contains(Path.GetFullPath(file)) && File.GetLastWriteTimeUtc(file) < DateTime.UtcNow.AddHours(-1)) File.Delete(file);
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);   // no failure where it was moved to its place
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            // the sweep's
        }
    }

    private static bool IsOfDisk(Exception e) => e is IOException or UnauthorizedAccessException;

    private string PathOf(string digest) => Path.Combine(folder, BlobDigest.PlaceOf(digest));
}
