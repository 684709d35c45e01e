using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Files in a store that services share which no version names any more, or never came to name. They go as soon as that is sure: where
/// nothing is known of a change, after longer than one can still be made by a database that was lost on the way. A task of its own deletes
/// them, so that a store which does not answer holds up nobody.
/// </summary>
/// <param name="blobs">The store.</param>
/// <param name="named">What versions name, deleted ones that are kept too, as the database has it at that moment.</param>
/// <param name="time">Tells when they are due.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed partial class LeftBlobs(
    IBlobStore blobs, Func<CancellationToken, Task<IReadOnlySet<StoredBlob>>> named, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestChange = TimeSpan.FromMinutes(10), Rest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<(StoredBlob Blob, DateTimeOffset From)> _left = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _one = new();
    private Task _removal = Task.CompletedTask;
    private DateTimeOffset _restUntil = DateTimeOffset.MinValue;

    /// <summary>A file that no version names, or perhaps one does of which nothing was heard.</summary>
    public void Add(StoredBlob blob, bool isSure) => _left.Enqueue((blob, time.GetUtcNow() + (isSure ? TimeSpan.Zero : LongestChange)));

    /// <summary>Begins to delete those that are due, unless that goes on already or has just failed. Nobody waits for it.</summary>
    public void BeginRemoval()
    {
        lock (_one)
            if (!_left.IsEmpty && _removal.IsCompleted && time.GetUtcNow() >= _restUntil) _removal = Task.Run(TryRemoveAsync);
    }

    /// <summary>Deletes those that are due.</summary>
    /// <param name="cancellationToken">Stops deleting.</param>
    /// <exception cref="InferenceException">
    /// The database does not answer, and all are still left; or the store does not, and the file that it was asked for is the sweep's.
    /// </exception>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        List<(StoredBlob Blob, DateTimeOffset From)> due = TakeDue();
        if (due.Count == 0) return;
        int next = 0;
        try
        {
            // The models that this service shows may be behind those of the database: what they lack says nothing.
            HashSet<string> kept = [.. (await named(cancellationToken).ConfigureAwait(false)).Select(b => b.Key)];
            while (next < due.Count)
            {
                string key = due[next++].Blob.Key;
                if (!kept.Contains(key)) await blobs.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach ((StoredBlob, DateTimeOffset) left in due.Skip(next)) _left.Enqueue(left);
        }
    }

    /// <summary>Stops deleting. Those that are left are the sweep's.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);   // the source, which has no timer, holds nothing
        Task last;
        lock (_one)
        {
            _left.Clear();
            last = _removal;
        }
        await last.ConfigureAwait(false);
    }

    private List<(StoredBlob Blob, DateTimeOffset From)> TakeDue()
    {
        List<(StoredBlob, DateTimeOffset)> due = [];
        for (int count = _left.Count; count > 0 && _left.TryDequeue(out (StoredBlob Blob, DateTimeOffset From) left); count--)
        {
            if (left.From > time.GetUtcNow()) _left.Enqueue(left);
            else due.Add(left);
        }
        return due;
    }

    private async Task TryRemoveAsync()
    {
        try
        {
            await RemoveAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The service ends.
        }
        catch (Exception e)
        {
            _restUntil = time.GetUtcNow() + Rest;
            LogLeft(e);
        }
    }

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "Files that no version names cannot be deleted yet")]
    private partial void LogLeft(Exception e);
}
