using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Hep.Inference.Client;

/// <summary>Sends calls, again where that is safe and promises something, and turns failures into exceptions that say what to do.</summary>
internal sealed class ServiceCalls(HttpClient http, InferenceClientOptions options)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    private readonly ResiliencePipeline<HttpResponseMessage> _repeated =
        Pipeline(options.Retries, options.Timeout, options.Logger ?? NullLogger.Instance);
    private readonly ResiliencePipeline<HttpResponseMessage> _once = Pipeline(retries: 0, options.UploadTimeout, NullLogger.Instance);
    private readonly ILogger _logger = options.Logger ?? NullLogger.Instance;

    /// <summary>Sends a call that may be repeated: the request is made anew for each attempt, and its answer read whole.</summary>
    /// <exception cref="InferenceException">The service refused, failed, or cannot be reached.</exception>
    public Task<byte[]> CallAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body = default, CancellationToken cancellationToken = default) =>
        ReadAsync(_repeated, () => Request(method, path, body.IsEmpty ? null : Json(body)), cancellationToken);

    /// <summary>Sends a call once, with content that cannot be sent again.</summary>
    /// <exception cref="InferenceException">The service refused, failed, or cannot be reached.</exception>
    public Task<byte[]> CallOnceAsync(HttpMethod method, string path, HttpContent content, CancellationToken cancellationToken) =>
        ReadAsync(_once, () => Request(method, path, content), cancellationToken);

    /// <summary>Whether the service answers with success; other answers, and none at all, are false.</summary>
    public async Task<bool> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage request = Request(HttpMethod.Get, path, null);
            using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Writes an answer's content to a stream.</summary>
    /// <exception cref="InferenceException">The service refused, failed, or cannot be reached.</exception>
    public async Task DownloadAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        HttpRequestMessage Get() => Request(HttpMethod.Get, path, null);
        using HttpResponseMessage answer = await SendAsync(_once, Get, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        await answer.Content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    private async Task<byte[]> ReadAsync(
        ResiliencePipeline<HttpResponseMessage> pipeline, Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await SendAsync(pipeline, request, HttpCompletionOption.ResponseContentRead, cancellationToken)
            .ConfigureAwait(false);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(
        ResiliencePipeline<HttpResponseMessage> pipeline, Func<HttpRequestMessage> request, HttpCompletionOption completion,
        CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage answer = await pipeline.ExecuteAsync(async token =>
            {
                using HttpRequestMessage message = request();
                HttpResponseMessage response = await http.SendAsync(message, completion, token).ConfigureAwait(false);
                ClientTelemetry.LogAnswer(_logger, message.Method, message.RequestUri, (int)response.StatusCode);
                return response;
            }, cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer) throw await ServiceError.ReadAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new InferenceException(InferenceFailure.Unavailable,
                $"The service at {http.BaseAddress} cannot be reached: {e.Message}", e);
        }
        catch (Exception e)
            when (e is TimeoutRejectedException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new InferenceException(InferenceFailure.Timeout, $"The service at {http.BaseAddress} gave no answer in time.", e);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content)
    {
        HttpRequestMessage request = new(method, path) { Content = content };
        if (options.Token is not null) request.Headers.Authorization = new("Bearer", options.Token);
        return request;
    }

    private static ReadOnlyMemoryContent Json(ReadOnlyMemory<byte> body) =>
        new(body) { Headers = { ContentType = new("application/json") } };

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(int retries, TimeSpan timeout, ILogger logger)
    {
        ResiliencePipelineBuilder<HttpResponseMessage> builder = new();
        if (retries > 0)
        {
            builder.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = retries,
                Delay = FirstDelay,
                ShouldHandle = static attempt => ValueTask.FromResult(IsPassing(attempt)),
                OnRetry = attempt =>
                {
                    ClientTelemetry.TellRetry(logger, attempt.AttemptNumber + 2, attempt.RetryDelay, WhyOf(attempt.Outcome));
                    return default;
                },
            });
        }
        return builder.AddTimeout(timeout).Build();
    }

    private static string WhyOf(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception?.Message ?? $"{(int)outcome.Result!.StatusCode} {outcome.Result.ReasonPhrase}";

    private static bool IsPassing(RetryPredicateArguments<HttpResponseMessage> attempt) => attempt.Outcome switch
    {
        { Exception: HttpRequestException } => true,
        { Result.StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway } => true,
        { Result.StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
        _ => false,
    };
}
