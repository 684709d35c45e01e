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
    public static async Task<T> RunAsync<T>(
        XRootDUrl url, XRootDOptions options, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = new(options.Deadline, options.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new XRootDException($"'{url}' could not be read within {options.Deadline.TotalSeconds:0.#} s: its servers are too slow, "
                + "or do not answer. XRootDOptions.Deadline may be longer.", failure) { Url = url.ToString() };
        }
    }
}
