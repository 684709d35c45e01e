using Hep.Inference.Server.Repository;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server;

/// <summary>
/// Keeps a service up with the others that share its repository: it looks for changes when it is told of one, and every second. While the
/// database is away the service goes on with what it has.
/// </summary>
internal sealed partial class RepositoryFollower(ModelRepository repository, TimeProvider time, ILogger<RepositoryFollower> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _following = Task.CompletedTask;
    private volatile string? _trouble;

    /// <summary>Why the service cannot see what others change; null: it does.</summary>
    public string? Trouble => _trouble;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        CancellationToken stopped = _stop.Token;
        if (repository.IsShared) _following = Task.Run(() => FollowAsync(stopped), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _following.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _stop.Cancel();   // as RepositoryWarmUp's

    private async Task FollowAsync(CancellationToken stopped)
    {
        try
        {
            while (!stopped.IsCancellationRequested)
            {
                try
                {
                    await repository.WaitForChangeAsync(Period, stopped).ConfigureAwait(false);
                    await repository.FollowAsync(stopped).ConfigureAwait(false);
                    if (_trouble is not null) LogBack();
                    _trouble = null;
                }
                catch (Exception e) when (!stopped.IsCancellationRequested)
                {
                    if (_trouble is null) LogAway(e);
                    _trouble ??= $"Since {time.GetUtcNow():u} the repository's database does not answer: models that are there are served, "
                        + "changes are refused.";
                    await Task.Delay(Period, stopped).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    [LoggerMessage(EventId = 17, Level = LogLevel.Error,
        Message = "The repository's database does not answer: models that are there are served, changes are refused")]
    private partial void LogAway(Exception e);

    [LoggerMessage(EventId = 18, Level = LogLevel.Warning, Message = "The repository's database answers again")]
    private partial void LogBack();
}
