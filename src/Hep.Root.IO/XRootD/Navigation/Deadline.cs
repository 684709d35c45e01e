using Hep.Root.IO.Diagnostics;

namespace Hep.Root.IO.XRootD;

/// <summary>How long a call has, with everything that is tried again, and what it met with last.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _over, _either;
    private readonly CancellationToken _caller;
    private readonly XRootDOptions _options;
    private string? _last;

    private Deadline(XRootDOptions options, CancellationToken caller)
    {
        (_options, _caller) = (options, caller);
        _over = new CancellationTokenSource(options.Deadline, options.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, caller);
    }

    /// <summary>Is cancelled when time is over, and when the caller gives up.</summary>
    public CancellationToken Token => _either.Token;

    private bool IsOver => _over.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Makes a call that ends in time, whatever servers do.</summary>
    /// <exception cref="XRootDException">Time ran out.</exception>
    public static async Task<T> RunAsync<T>(
        XRootDUrl url, XRootDOptions options, Func<Deadline, Task<T>> call, CancellationToken cancellationToken)
    {
        using Deadline deadline = new(options, cancellationToken);
        try
        {
            return await call(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (deadline.IsOver)
        {
            throw new XRootDException($"'{url}' could not be read within {options.Deadline.TotalSeconds:0.#} s: "
                + $"{deadline._last ?? "its server is too slow"}. XRootDOptions.Deadline may be longer.", failure) { Url = url.ToString() };
        }
    }

    /// <exception cref="XRootDException">Time ran out.</exception>
    public static Task RunAsync(XRootDUrl url, XRootDOptions options, Func<Deadline, Task> call, CancellationToken cancellationToken) =>
        RunAsync(url, options, async deadline =>
        {
            await call(deadline).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    /// <summary>Notes that a server was lost, and is asked again, or another one.</summary>
    public void Note(ConnectionLostException lost, string url)
    {
        _last = lost.Message.TrimEnd('.');
        _options.Logger.ServerLost(url, lost.Message);
    }

    /// <summary>Waits.</summary>
    public Task DelayAsync(TimeSpan time) => Task.Delay(time, _options.Time, Token);

    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}
