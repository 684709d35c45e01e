using Hep.Inference.Server.Repository;
using Microsoft.Extensions.Hosting;

namespace Hep.Inference.Server;

/// <summary>Loads the default versions when the service starts; requests that come sooner load what they need.</summary>
internal sealed class RepositoryWarmUp(ModelRepository repository) : BackgroundService
{
    private volatile bool _isDone;

    public bool IsDone => _isDone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();   // the host starts the next service meanwhile
        try
        {
            await repository.WarmUpAsync(stoppingToken).ConfigureAwait(false);
            _isDone = true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends before it was warm, or could not start: no failure of the warming.
        }
    }
}
