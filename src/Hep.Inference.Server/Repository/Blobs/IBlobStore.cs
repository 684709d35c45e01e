namespace Hep.Inference.Server.Repository;

/// <summary>Keeps model files, each under a key of its own; a file appears whole and never changes.</summary>
internal interface IBlobStore : IDisposable
{
    /// <summary>Brings content to where every service finds it. It may take its time: nothing else waits for it.</summary>
    /// <param name="staged">The content, which stays where it is.</param>
    /// <param name="there">The key of the same content, where a version has it.</param>
    /// <param name="cancellationToken">Stops bringing it.</param>
    /// <returns>The key that it has.</returns>
    /// <exception cref="InferenceException">The store does not answer.</exception>
    Task<string> SendAsync(StagedModel staged, string? there, CancellationToken cancellationToken);

    /// <summary>Takes a staged file over for good, within the change that names its key.</summary>
    void Keep(StagedModel staged, string key);

    /// <summary>The content, checked against its digest.</summary>
    /// <exception cref="InferenceException">It is missing or damaged, or the store does not answer.</exception>
    Task<byte[]> ReadAsync(StoredBlob blob, CancellationToken cancellationToken);

    /// <summary>Whether reading it asks nobody but this machine.</summary>
    bool IsNear(StoredBlob blob);

    /// <summary>Brings it to this machine, where it is not there: who waits for nothing else may wait for it.</summary>
    /// <exception cref="InferenceException">It is missing or damaged, or the store does not answer.</exception>
    Task BringNearAsync(StoredBlob blob, CancellationToken cancellationToken);

    /// <exception cref="InferenceException">It is gone: its version was deleted. Or the store does not answer.</exception>
    Task<FileStream> OpenAsync(StoredBlob blob, CancellationToken cancellationToken);

    /// <summary>As <see cref="OpenAsync"/>; the content is checked against its digest before.</summary>
    /// <exception cref="InferenceException">It is gone or damaged, or the store does not answer.</exception>
    /// <exception cref="IOException">The disk does not give it.</exception>
    Task<FileStream> OpenCheckedAsync(StoredBlob blob, CancellationToken cancellationToken);

    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Clears away what interrupted uploads and deletions left: files that no version names.</summary>
    /// <param name="named">Tells all keys that versions have; asked after the store was looked through.</param>
    /// <param name="cancellationToken">Stops clearing away.</param>
    Task SweepAsync(Func<Task<IReadOnlySet<StoredBlob>>> named, CancellationToken cancellationToken);
}
