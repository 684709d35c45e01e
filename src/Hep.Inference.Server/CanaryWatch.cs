using System.Collections.Concurrent;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server;

/// <summary>
/// Looks every second at the candidates on trial, and takes those out again that are worse than the default version. Where services share a
/// repository each judges by what it sees itself, and the first one ends the trial for all.
/// </summary>
internal sealed partial class CanaryWatch(ModelRepository repository, AuditLog audit, TimeProvider time, ILogger<CanaryWatch> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, long> _returns = new(StringComparer.Ordinal);
    private Task _watching = Task.CompletedTask;

    /// <summary>How many candidates of a model this service has taken out since it started.</summary>
    public long ReturnsOf(string model) => _returns.GetValueOrDefault(model);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        CancellationToken stopped = _stop.Token;
        _watching = Task.Run(() => WatchAsync(stopped), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _stop.Cancel();   // as RepositoryWarmUp's

    private async Task WatchAsync(CancellationToken stopped)
    {
        using PeriodicTimer timer = new(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopped).ConfigureAwait(false))
                foreach ((ServedModel model, CanaryTrial trial, string why) in JudgeAll())
                    await ReturnAsync(model, trial, why, stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    /// <summary>All of them first: who is found worse gets no requests here, however long it takes to tell the repository.</summary>
    private List<(ServedModel Model, CanaryTrial Trial, string Why)> JudgeAll()
    {
        List<(ServedModel, CanaryTrial, string)> worse = [];
        foreach (ServedModel model in repository.Snapshot.All)
            if (model.Trial is { } trial && trial.Judge(time.GetUtcNow()) is { } why) worse.Add((model, trial, why));
        return worse;
    }

    private async Task ReturnAsync(ServedModel model, CanaryTrial trial, string why, CancellationToken stopped)
    {
        try
        {
            bool isOurs = false;
            await repository.ApplyAsync(model.Name, Caller.Service, now =>
            {
                ModelEdit edit = now.Return(trial, why);
                isOurs = edit.After != now;
                return edit;
            }, stopped).ConfigureAwait(false);
            if (!isOurs) return;   // another service was quicker
            _returns.AddOrUpdate(model.Name, 1, static (_, count) => count + 1);
            LogReturned(model.Name, trial.Canary.Version, why);
            audit.Note(Caller.Service, "canary return", model.Name);
        }
        catch (Exception e) when (!stopped.IsCancellationRequested)
        {
            LogLate(e, model.Name, trial.Canary.Version);   // nobody is sent to it here; the next look tries again
        }
    }

    [LoggerMessage(EventId = 41, Level = LogLevel.Warning, Message = "Model {Model}: version {Version} was taken out of its trial: {Why}")]
    private partial void LogReturned(string model, int version, string why);

    [LoggerMessage(EventId = 42, Level = LogLevel.Error, Message = "Model {Model}: the trial of version {Version} could not be ended")]
    private partial void LogLate(Exception e, string model, int version);
}
