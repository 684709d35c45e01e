namespace Hep.Inference.Server.Repository;

/// <summary>
/// Model files in a folder that one service has for itself, by the hash of their content: <c>ab/abcd…</c>.
/// </summary>
internal sealed class FolderBlobs : IBlobStore
{
    private readonly string _folder;

    public FolderBlobs(string folder) => _folder = Directory.CreateDirectory(folder).FullName;

    public Task<string> SendAsync(StagedModel staged, string? there, CancellationToken cancellationToken) =>
        Task.FromResult(BlobDigest.PlaceOf(staged.Digest));

    /// <summary>A file of the same content gives way to it: it may have been damaged.</summary>
    public void Keep(StagedModel staged, string key)
    {
        string path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(staged.Path, path, overwrite: true);
    }

    public async Task<byte[]> ReadAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        try
        {
            return BlobDigest.Check(await File.ReadAllBytesAsync(PathOf(blob.Key), cancellationToken).ConfigureAwait(false), blob.Digest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException(InferenceFailure.Unavailable, "The model's file cannot be read from the repository.", e);
        }
    }

    public bool IsNear(StoredBlob blob) => true;

    public Task BringNearAsync(StoredBlob blob, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<FileStream> OpenAsync(StoredBlob blob, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(new FileStream(PathOf(blob.Key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
                bufferSize: 0, useAsync: true));
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InferenceException(InferenceFailure.NotFound, "The version was deleted.", e);
        }
    }

    public async Task<FileStream> OpenCheckedAsync(StoredBlob blob, CancellationToken cancellationToken) =>
        await BlobDigest.TryCheckAsync(await OpenAsync(blob, cancellationToken).ConfigureAwait(false), blob.Digest, cancellationToken)
            .ConfigureAwait(false) ?? throw BlobDigest.Damaged();

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public async Task SweepAsync(Func<Task<IReadOnlySet<StoredBlob>>> named, CancellationToken cancellationToken)
    {
        string[] there = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        HashSet<string> kept = [.. (await named().ConfigureAwait(false)).Select(b => PathOf(b.Key))];
        foreach (string blob in there)
            if (!kept.Contains(blob)) File.Delete(blob);
    }

    public void Dispose()
    {
    }

    private string PathOf(string key) => Path.Combine(_folder, key);
}
