using System.Collections.Concurrent;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Files that were sent for versions which did not come to be. They go as soon as that is sure: where nothing is known of a change, after
/// longer than one can still be made by a database that was lost on the way.
/// </summary>
internal sealed class LeftBlobs(IBlobStore blobs, TimeProvider time)
{
    private static readonly TimeSpan LongestChange = TimeSpan.FromMinutes(10);

    private readonly ConcurrentQueue<(StoredBlob Blob, DateTimeOffset From)> _left = new();

    /// <summary>A file that no version names, or perhaps one does of which nothing was heard.</summary>
    public void Add(StoredBlob blob, bool isSure) => _left.Enqueue((blob, time.GetUtcNow() + (isSure ? TimeSpan.Zero : LongestChange)));

    /// <summary>Deletes those that are due.</summary>
    /// <param name="named">What versions name, as the database has it now.</param>
    /// <param name="cancellationToken">Stops deleting; those that are left are the sweep's.</param>
    /// <exception cref="InferenceException">The store does not answer.</exception>
    public async Task RemoveAsync(Func<IEnumerable<StoredBlob>> named, CancellationToken cancellationToken)
    {
        for (int count = _left.Count; count > 0 && _left.TryDequeue(out (StoredBlob Blob, DateTimeOffset From) left); count--)
        {
            if (left.From > time.GetUtcNow()) _left.Enqueue(left);
            else if (!named().Contains(left.Blob)) await blobs.DeleteAsync(left.Blob.Key, cancellationToken).ConfigureAwait(false);
        }
    }
}
