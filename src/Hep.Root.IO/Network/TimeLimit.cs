namespace Hep.Root.IO.Network;

/// <summary>A call that ends in time, whatever servers do.</summary>
internal static class TimeLimit
{
    /// <param name="limit">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="call">The call; its token ends it.</param>
    /// <param name="late">What is thrown when time runs out.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task<T> RunAsync<T>(TimeSpan limit, TimeProvider time, Func<CancellationToken, Task<T>> call,
        Func<Exception, Exception> late, CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw late(failure);
        }
    }
}
