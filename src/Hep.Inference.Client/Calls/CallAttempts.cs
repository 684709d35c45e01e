using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace Hep.Inference.Client;

/// <summary>
/// Makes calls, by whatever protocol, again where that is safe and promises something: a round over the servers that may answer, and
/// after a while another one.
/// </summary>
internal sealed class CallAttempts(ServerPool servers, InferenceClientOptions options)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    private readonly ILogger _logger = options.Logger ?? NullLogger.Instance;
    private readonly ResiliencePipeline _repeated = Rounds(options, static e => IsPassing(e));
    private readonly ResiliencePipeline _once = Rounds(options, static e => CallFailure.NothingWasSent(e));

    /// <summary>Makes a call; one attempt has <see cref="InferenceClientOptions.Timeout"/>, all have the deadline.</summary>
    /// <exception cref="InferenceException">No server gave an answer: the failure of the last one.</exception>
    public Task<T> CallAsync<T>(string call, Repetition repetition, Func<Server, CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken) =>
        CallAsync(call, repetition, options.Timeout, options.Deadline, attempt, cancellationToken);

    /// <summary>Transfers a model, which has a time of its own.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, Repetition, Func{Server, CancellationToken, Task{T}}, CancellationToken)"/>
    public Task<T> TransferAsync<T>(string call, Repetition repetition, Func<Server, CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken) =>
        CallAsync(call, repetition, options.UploadTimeout, null, attempt, cancellationToken);

    /// <summary>Asks one server once, within the time of an attempt: a failure, and none in time, are false.</summary>
    public async Task<bool> IsTrueAsync(
        Server server, Func<Server, CancellationToken, Task<bool>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await AttemptAsync(server, options.Timeout, ask, cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    private async Task<T> CallAsync<T>(string call, Repetition repetition, TimeSpan timeout, TimeSpan? deadline,
        Func<Server, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        string outcome = "cancelled";
        using CancellationTokenSource whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (deadline is { } longest) whole.CancelAfter(longest);
        try
        {
            ResiliencePipeline rounds = repetition == Repetition.Once ? _once : _repeated;
            T answer = await rounds.ExecuteAsync(
                async token => await RoundAsync(repetition, timeout, attempt, token).ConfigureAwait(false),
                whole.Token).ConfigureAwait(false);
            outcome = "ok";
            return answer;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = nameof(InferenceFailure.Timeout);
            throw new InferenceException(InferenceFailure.Timeout,
                $"The service at {servers.First.Address} gave no answer within the deadline of {deadline}.", e);
        }
        catch (InferenceException e)
        {
            outcome = e.Failure.ToString();
            throw;
        }
        finally
        {
            ClientTelemetry.Measure(call, outcome, Stopwatch.GetElapsedTime(start));
        }
    }

    private async Task<T> RoundAsync<T>(Repetition repetition, TimeSpan timeout, Func<Server, CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken)
    {
        Server[] asked = repetition == Repetition.Anywhere ? [.. servers.InOrder()] : [servers.First];
        for (int i = 0; ; i++)
        {
            try
            {
                T answer = await AttemptAsync(asked[i], timeout, attempt, cancellationToken).ConfigureAwait(false);
                asked[i].Succeeded();
                return answer;
            }
            catch (InferenceException e) when (IsPassing(e) || e.Failure == InferenceFailure.Timeout)
            {
                asked[i].Failed(e.RetryAfter);
                if (CallFailure.HasNoAnswer(e)) asked[i].TakesBinary = null;   // another one may answer there next time
                if (i == asked.Length - 1) throw;
                ClientTelemetry.TellFallback(_logger, asked[i].Address, asked[i + 1].Address, e.Message);
            }
        }
    }

    private static async Task<T> AttemptAsync<T>(
        Server server, TimeSpan timeout, Func<Server, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await attempt(server, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InferenceException(InferenceFailure.Timeout, $"The service at {server.Address} gave no answer in time.", e);
        }
    }

    private static ResiliencePipeline Rounds(InferenceClientOptions options, Func<InferenceException, bool> isWorthAnother)
    {
        if (options.Retries <= 0) return ResiliencePipeline.Empty;
        ILogger logger = options.Logger ?? NullLogger.Instance;
        TimeSpan longest = options.LongestRetryDelay;
        return new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            Delay = FirstDelay,
            MaxDelay = longest,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = attempt => ValueTask.FromResult(
                attempt.Outcome.Exception is InferenceException e && isWorthAnother(e) && !(e.RetryAfter > longest)),
            DelayGenerator = static attempt => ValueTask.FromResult((attempt.Outcome.Exception as InferenceException)?.RetryAfter),
            OnRetry = attempt =>
            {
                ClientTelemetry.TellRetry(logger, attempt.AttemptNumber + 2, attempt.RetryDelay, attempt.Outcome.Exception!.Message);
                return default;
            },
        }).Build();
    }

    private static bool IsPassing(InferenceException e) => e.Failure is InferenceFailure.Overloaded or InferenceFailure.Unavailable;
}
