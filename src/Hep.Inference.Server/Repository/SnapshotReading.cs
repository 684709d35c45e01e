namespace Hep.Inference.Server.Repository;

/// <summary>Reads of files that the models of a snapshot name.</summary>
internal static class SnapshotReading
{
    /// <summary>
    /// Reads what the models as they are now have on the disk. What was deleted since is looked for again: what a name without a number, or
    /// an alias, means now is another version.
    /// </summary>
    /// <exception cref="InferenceException">There is no such model or version, or it cannot be read.</exception>
    public static async Task<T> ReadAsync<T>(this ModelRepository repository, Func<RepositorySnapshot, Task<T>> read)
    {
        while (true)
        {
            RepositorySnapshot seen = repository.Snapshot;
            try
            {
                return await read(seen).ConfigureAwait(false);
            }
            catch (InferenceException e) when (e.Failure == InferenceFailure.NotFound && seen != repository.Snapshot)
            {
            }
        }
    }
}
