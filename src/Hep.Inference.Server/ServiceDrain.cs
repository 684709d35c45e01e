using Microsoft.Extensions.Hosting;

namespace Hep.Inference.Server;

/// <summary>
/// The end of a service. When it is told to stop it says so at once (<c>/v2/health/ready</c>), and goes on answering for the time of
/// <see cref="InferenceServerOptions.StopNotice"/>, in which whoever shares requests out looks for another one, and callers are asked for
/// new connections. Then the host takes no more, answers what is under way, and ends.
/// </summary>
internal sealed class ServiceDrain(InferenceServerOptions options, IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private volatile bool _isStopping;

    /// <summary>Whether it was told to stop.</summary>
    public bool IsStopping => _isStopping || lifetime.ApplicationStopping.IsCancellationRequested;

    // The host calls this before it stops its server.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        await Task.Delay(options.StopNotice, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
