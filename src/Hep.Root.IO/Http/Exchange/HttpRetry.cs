using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Http;

/// <summary>Repeats what failed in passing, later each time, or when the server wants it.</summary>
internal static class HttpRetry
{
    /// <exception cref="HttpFileException">It fails again and again.</exception>
    public static async Task<T> RunAsync<T>(
        HttpRoute route, HttpFileOptions options, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (int failures = 0; ;)
        {
            TimeSpan pause;
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (PassingFailure failure)
            {
                route.Forget();
                failures = failure.MadeProgress ? 1 : failures + 1;
                if (failures > options.Retries)
                    throw new HttpFileException($"'{route.Origin}' cannot be read: {failure.Message}. "
                        + $"It was tried {failures} times. Is the server there, and is it well?"
                        + (options.HasClientCertificate && failure.InnerException is not null
                            ? " Does it take the client certificate?"
                            : ""), failure)
                    { Url = route.Origin.ToString(), Server = route.Server };
                options.Logger.ServerLost(route.Origin.ToString(), failure.Message);
                pause = Backoff.After(failures);
                TimeSpan wanted = failure.RetryAfter is { } wait && wait < options.LongestRetryAfter
                    ? wait
                    : failure.RetryAfter is null ? TimeSpan.Zero : options.LongestRetryAfter;
                if (wanted > pause) pause = wanted;
            }
            await Task.Delay(pause, options.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
