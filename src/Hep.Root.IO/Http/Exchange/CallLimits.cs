using Hep.Root.IO.Network;

namespace Hep.Root.IO.Http;

/// <summary>What ends the calls of a client: their deadline, and that the client is closed.</summary>
internal sealed class CallLimits(HttpFileOptions options) : IDisposable
{
    // Never disposed itself: it has no timer, and calls that end late may still look at it.
    private readonly CancellationTokenSource _closed = new();

    /// <exception cref="HttpFileException">Time ran out.</exception>
    /// <exception cref="ObjectDisposedException">The client was closed.</exception>
    public async Task<T> RunAsync<T>(HttpUrl url, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, typeof(HttpFileClient));
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token, cancellationToken);
        try
        {
            return await TimeLimit.RunAsync(options.Deadline, options.Time, call, failure => new HttpFileException(
                $"'{url}' could not be read within {options.Deadline.TotalSeconds:0.#} s: its servers are too slow, or do not answer. "
                + "HttpFileOptions.Deadline may be longer.", failure) { Url = url.ToString() }, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (_closed.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(HttpFileClient));
        }
    }

    /// <summary>Ends what is under way, and what comes.</summary>
    public void Dispose() => _closed.Cancel();
}
