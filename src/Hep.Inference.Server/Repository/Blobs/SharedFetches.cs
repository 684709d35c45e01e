using System.Collections.Concurrent;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Fetches files, each once for all who want it at that time. Whoever waits may go: the fetch goes on for the next one, to its own end.
/// </summary>
/// <param name="fetch">Fetches one; false: it could not be kept.</param>
internal sealed class SharedFetches(Func<StoredBlob, CancellationToken, Task<bool>> fetch) : IDisposable
{
    private readonly ConcurrentDictionary<StoredBlob, Lazy<Task<bool>>> _underWay = new();
    private readonly CancellationTokenSource _stop = new();

    public Task<bool> FetchAsync(StoredBlob blob, CancellationToken cancellationToken) =>
        _underWay.GetOrAdd(blob, b => new Lazy<Task<bool>>(() => Task.Run(() => RunAsync(b)))).Value.WaitAsync(cancellationToken);

    // The source, which has no timer, holds nothing.
    public void Dispose() => _stop.Cancel();

    private async Task<bool> RunAsync(StoredBlob blob)
    {
        try
        {
            return await fetch(blob, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested)
        {
            throw new InferenceException(InferenceFailure.Unavailable, "The service is being stopped.", e);
        }
        finally
        {
            _underWay.TryRemove(blob, out _);
        }
    }
}
