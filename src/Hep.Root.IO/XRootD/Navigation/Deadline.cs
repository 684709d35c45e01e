using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>How long a call has, with everything that is tried again, and what it met with last.</summary>
internal sealed class Deadline
{
    private readonly XRootDOptions _options;
    private readonly Deadline? _whole;                  // the call of which this is a part
    private string? _last;

    private Deadline(XRootDOptions options, Deadline? whole, CancellationToken token) =>
        (_options, _whole, Token) = (options, whole, token);

    /// <summary>Is cancelled when time is over, and when the caller gives up.</summary>
    public CancellationToken Token { get; }

    /// <summary>Makes a call that ends in time, whatever servers do.</summary>
    /// <exception cref="XRootDException">Time ran out.</exception>
    public static Task<T> RunAsync<T>(
        XRootDUrl url, XRootDOptions options, Func<Deadline, Task<T>> call, CancellationToken cancellationToken)
    {
        Deadline? deadline = null;
        return TimeLimit.RunAsync(options.Deadline, options.Time, token => call(deadline = new Deadline(options, null, token)),
            failure => new XRootDException($"'{url}' could not be read within {options.Deadline.TotalSeconds:0.#} s: "
                + $"{deadline?._last ?? "its server is too slow"}. XRootDOptions.Deadline may be longer.", failure)
            { Url = url.ToString() }, cancellationToken);
    }

    /// <exception cref="XRootDException">Time ran out.</exception>
    public static Task RunAsync(XRootDUrl url, XRootDOptions options, Func<Deadline, Task> call, CancellationToken cancellationToken) =>
        RunAsync(url, options, async deadline =>
        {
            await call(deadline).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    /// <summary>A part of the call, which ends with it.</summary>
    /// <param name="token">Ends the part, and is cancelled when the call ends.</param>
    public Deadline Within(CancellationToken token) => new(_options, _whole ?? this, token);

    /// <summary>Notes that a server was lost, and is asked again, or another one.</summary>
    public void Note(ConnectionLostException lost, string url)
    {
        (_whole ?? this)._last = lost.Message.TrimEnd('.');
        _options.Logger.ServerLost(url, lost.Message);
    }

    /// <summary>Waits.</summary>
    public Task DelayAsync(TimeSpan time) => Task.Delay(time, _options.Time, Token);
}
