using CommunityToolkit.HighPerformance.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Inference.Client;

/// <summary>Sends calls over HTTP and turns failures into exceptions that say what to do.</summary>
internal sealed class ServiceCalls(HttpClient http, ServerPool servers, InferenceClientOptions options)
{
    private readonly CallAttempts _attempts = new(servers, options);
    private readonly ILogger _logger = options.Logger ?? NullLogger.Instance;

    /// <summary>Makes a call of several requests, or whose answer is read as it comes: any server may answer it.</summary>
    /// <exception cref="InferenceException">The service refused, failed, or cannot be reached.</exception>
    public Task<T> CallAsync<T>(string call, Func<Server, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        _attempts.CallAsync(call, Repetition.Anywhere, attempt, cancellationToken);

    /// <summary>Sends a call and reads its answer whole.</summary>
    /// <exception cref="InferenceException">The service refused, failed, or cannot be reached.</exception>
    public Task<byte[]> CallAsync(string call, Repetition repetition, HttpMethod method, string path, ReadOnlyMemory<byte> json = default,
        CancellationToken cancellationToken = default) =>
        _attempts.CallAsync(call, repetition,
            (server, token) => ReadAsync(server, method, path, json.IsEmpty ? null : JsonContent.Of(json), token), cancellationToken);

    /// <summary>Sends a model, whose bytes are there once.</summary>
    /// <exception cref="InferenceException">The service refused, failed, or cannot be reached.</exception>
    public Task<byte[]> UploadAsync(string path, Stream model, IProgress<long>? progress, CancellationToken cancellationToken) =>
        _attempts.TransferAsync("upload", Repetition.Once,
            (server, token) => ReadAsync(server, HttpMethod.Post, path, new UploadContent(model, progress), token), cancellationToken);

    /// <summary>Writes an answer's content to a stream, which cannot take it twice.</summary>
    /// <exception cref="InferenceException">The service refused, failed, or cannot be reached.</exception>
    public Task DownloadAsync(string path, Stream destination, CancellationToken cancellationToken) =>
        _attempts.TransferAsync("download", Repetition.Once, async (server, token) =>
        {
            using HttpResponseMessage answer = await SendAsync(server, HttpMethod.Get, path, null, token).ConfigureAwait(false);
            try
            {
                await answer.Content.CopyToAsync(destination, token).ConfigureAwait(false);
            }
            catch (HttpRequestException e)
            {
                throw CallFailure.NoAnswer(server, e);
            }
            return true;
        }, cancellationToken);

    /// <summary>Whether a server answers with success; other answers, and none at all, are false.</summary>
    public Task<bool> ProbeAsync(Server server, string path, CancellationToken cancellationToken) =>
        _attempts.IsTrueAsync(server, async (asked, token) =>
        {
            using HttpResponseMessage answer = await SendAsync(asked, HttpMethod.Get, path, null, token).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    /// <summary>Sends a request to one server and gives its answer, of which the head has been read.</summary>
    /// <param name="server">The server.</param>
    /// <param name="method">The verb.</param>
    /// <param name="path">Relative to the server's address.</param>
    /// <param name="content">The body, which this disposes.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="InferenceException">The server refused, failed, or cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Server server, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is not null and not UploadContent && options.Compression == BodyCompression.Both)
            content = await PackedContent.OfAsync(content, cancellationToken).ConfigureAwait(false);
        // Without a content the handler sends a change by itself again, when the connection ends before the answer.
        if (method != HttpMethod.Get) content ??= new ByteArrayContent([]);
        using HttpRequestMessage request = new(method, new Uri(server.Address, path)) { Content = content };
        if (await options.GetTokenAsync(server.Address, cancellationToken).ConfigureAwait(false) is { } token)
            request.Headers.Authorization = new("Bearer", token);
        try
        {
            HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            ClientTelemetry.LogAnswer(_logger, method, request.RequestUri, (int)answer.StatusCode);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer) throw await ServiceError.ReadAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw CallFailure.NoAnswer(server, e);
        }
    }

    /// <summary>Sends a request to one server and reads its answer whole.</summary>
    /// <exception cref="InferenceException">The server refused, failed, or cannot be reached.</exception>
    public async Task<byte[]> ReadAsync(
        Server server, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await SendAsync(server, method, path, content, cancellationToken).ConfigureAwait(false);
        try
        {
            AnswerBody body = await AnswerBody.OpenAsync(answer.Content, options.AnswerBytes, cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                using ArrayPoolBufferWriter<byte> bytes = await body.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                return bytes.WrittenSpan.ToArray();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw CallFailure.NoAnswer(server, e);
        }
    }
}
