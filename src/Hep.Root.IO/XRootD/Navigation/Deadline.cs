using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>A call that ends in time, whatever servers do.</summary>
internal static class Deadline
{
    /// <exception cref="XRootDException">Time ran out.</exception>
    public static Task RunAsync(
        XRootDUrl url, XRootDOptions options, Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        RunAsync(url, options, async stop =>
        {
            await call(stop).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    /// <exception cref="XRootDException">Time ran out.</exception>
    public static Task<T> RunAsync<T>(
        XRootDUrl url, XRootDOptions options, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(options.Deadline, options.Time, call, failure => new XRootDException(
            $"'{url}' could not be read within {options.Deadline.TotalSeconds:0.#} s: its servers are too slow, "
            + "or do not answer. XRootDOptions.Deadline may be longer.", failure) { Url = url.ToString() }, cancellationToken);
}
