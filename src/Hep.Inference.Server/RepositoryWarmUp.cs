using Hep.Inference.Server.Repository;
using Microsoft.Extensions.Hosting;

namespace Hep.Inference.Server;

/// <summary>Opens the repository when the service starts, and loads the default versions: requests that come sooner load theirs.</summary>
// No BackgroundService: the host takes one that is stopped before its task began, as where a port is taken, for one that failed.
internal sealed class RepositoryWarmUp(ModelRepository repository) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _warming = Task.CompletedTask;
    private volatile bool _isDone;

    public bool IsDone => _isDone;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await repository.OpenAsync(cancellationToken).ConfigureAwait(false);
        CancellationToken stopped = _stop.Token;
        _warming = Task.Run(() => WarmAsync(stopped), CancellationToken.None);   // the host starts the next service meanwhile
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _warming.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // A service that could not start is disposed without being stopped. The source, which has no timer, holds nothing: it may be cancelled
    // again, by a host that is stopped after its end.
    public void Dispose() => _stop.Cancel();

    private async Task WarmAsync(CancellationToken stopped)
    {
        try
        {
            await repository.WarmUpAsync(stopped).ConfigureAwait(false);
            _isDone = true;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The service ends before it was warm, or could not start: no failure of the warming.
        }
    }
}
