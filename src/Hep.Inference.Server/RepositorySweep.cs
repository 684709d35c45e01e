using Hep.Inference.Server.Repository;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server;

/// <summary>Removes, when the service starts and then every hour, what was deleted longer ago than it is kept.</summary>
internal sealed partial class RepositorySweep(
    ModelRepository repository, ModelAdministration administration, TimeProvider time, ILogger<RepositorySweep> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _sweeping = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        CancellationToken stopped = _stop.Token;
        _sweeping = Task.Run(() => SweepAsync(stopped), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _sweeping.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _stop.Cancel();   // as RepositoryWarmUp's

    private async Task SweepAsync(CancellationToken stopped)
    {
        using PeriodicTimer timer = new(Period, time);
        try
        {
            do
            {
                try
                {
                    await repository.TakeTurnAsync(async () =>
                    {
                        await administration.SweepAsync(stopped).ConfigureAwait(false);
                        if (repository.IsShared) await repository.SweepBlobsAsync(stopped).ConfigureAwait(false);
                    }, stopped).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException || !stopped.IsCancellationRequested)
                {
                    LogFailure(e);   // a full disk, a store that is late: the next one may succeed
                }
            }
            while (await timer.WaitForNextTickAsync(stopped).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    [LoggerMessage(EventId = 14, Level = LogLevel.Error, Message = "Deleted versions could not be removed")]
    private partial void LogFailure(Exception e);
}
