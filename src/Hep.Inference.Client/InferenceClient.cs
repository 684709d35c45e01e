using System.Text;
using System.Diagnostics;
using Hep.Jagged;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Inference.Client;

/// <summary>
/// A service over HTTP: health, predictions, and of this family's service the repository of models; servers of Triton and
/// KServe answer the same calls as far as they have them. Safe for any number of callers at once; one client for a service and an
/// application is right. <see cref="GrpcInferenceClient"/> is the one over gRPC.
/// </summary>
public sealed partial class InferenceClient : IDisposable
{
    private readonly InferenceClientOptions _options;
    private readonly ServerPool _servers;
    private readonly ServiceCalls _calls;
    private readonly HttpClient? _owned;

    /// <summary>
    /// A client over connections that the application configures, as <c>services.AddHttpClient&lt;InferenceClient&gt;(…)</c> does; they
    /// stay the application's.
    /// </summary>
    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is the service.</param>
    /// <param name="options">
    /// Token, servers to fall back on, retries; null: none of them, as the application's handlers may retry. Answers are unpacked by the
    /// application's handler, whatever they say.
    /// </param>
    /// <exception cref="ArgumentException">The connections have no address.</exception>
    public InferenceClient(HttpClient http, InferenceClientOptions? options = null)
        : this(http, AddressOf(http), options ?? InferenceClientOptions.Default with { Retries = 0 }, isOwned: false) { }

    private InferenceClient(HttpClient http, Uri address, InferenceClientOptions options, bool isOwned)
    {
        _options = options;
        _servers = new ServerPool(address, options.Fallbacks);
        _calls = new ServiceCalls(http, _servers, options);
        _owned = isOwned ? http : null;
    }

    /// <summary>A client with connections of its own. Nothing is sent yet.</summary>
    /// <param name="address">The service: <c>http://127.0.0.1:8500</c>.</param>
    /// <param name="options">
    /// Token, retries, timeouts; for a service of this machine <see cref="InferenceClientOptions.WithTokenOfThisMachine"/> finds the token.
    /// </param>
    public static InferenceClient Connect(Uri address, InferenceClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= InferenceClientOptions.Default;
        // Each attempt has a time of its own.
        HttpClient http = new(ClientConnections.Create(address, options)) { Timeout = Timeout.InfiniteTimeSpan };
        return new InferenceClient(http, address, options, isOwned: true);
    }

    /// <summary>Whether a server runs: the first, or one to fall back on.</summary>
    public Task<bool> IsLiveAsync(CancellationToken cancellationToken = default) => IsAnyAsync(ModelPaths.Live, cancellationToken);

    /// <summary>Whether a server takes requests: the first, or one to fall back on.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) => IsAnyAsync(ModelPaths.Ready, cancellationToken);

    /// <summary>Asks every server whether it takes requests, the first one first; predictions go where one does.</summary>
    public async Task<IReadOnlyList<ServerHealth>> CheckServersAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(_servers.All.Select(s => CheckAsync(s, cancellationToken))).ConfigureAwait(false);

    /// <summary>What the server is, and what it can do beyond the protocol.</summary>
    /// <exception cref="InferenceException">It cannot be reached, or speaks no Open Inference Protocol.</exception>
    public async Task<ServerMetadata> GetServerAsync(CancellationToken cancellationToken = default) =>
        ServerMetadata.Read(await GetAnywhereAsync("server", ModelPaths.Server, cancellationToken).ConfigureAwait(false));

    /// <summary>Whether a server takes requests for a model, now; false, too, where there is none of the name.</summary>
    public Task<bool> IsModelReadyAsync(string name, VersionReference version = default, CancellationToken cancellationToken = default) =>
        IsAnyAsync($"{ModelPaths.OfModel(name, version)}/ready", cancellationToken);

    /// <summary>Inputs, outputs and the columns of raw events.</summary>
    /// <exception cref="InferenceException">There is no such model or version, or the service cannot be reached.</exception>
    public async Task<PredictorMetadata> GetMetadataAsync(
        string name, VersionReference version = default, CancellationToken cancellationToken = default) =>
        PredictorMetadata.FromJson(Encoding.UTF8.GetString(
            await GetAnywhereAsync("metadata", ModelPaths.OfModel(name, version), cancellationToken).ConfigureAwait(false))) with
        {
            Version = version.ToString(),
        };

    /// <summary>
    /// The model as a predictor, which is asked as one in this process; without a version the default one of each moment answers.
    /// </summary>
    /// <exception cref="InferenceException">There is no such model or version, or the service cannot be reached.</exception>
    public async Task<IPredictor> GetPredictorAsync(
        string name, VersionReference version = default, CancellationToken cancellationToken = default)
    {
        PredictorMetadata metadata = await GetMetadataAsync(name, version, cancellationToken).ConfigureAwait(false);
        return new RemotePredictor(metadata, (inputs, token) => InferAsync(name, inputs, version, token),
            (events, token) => PredictEventsAsync(metadata, version, events, token));
    }

    /// <summary>Sends tensors and gets all outputs. The tensors stay the caller's.</summary>
    /// <exception cref="InferenceException">The service refused or failed.</exception>
    public async Task<Predictions> InferAsync(string name, IReadOnlyList<Tensor> inputs,
        VersionReference version = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        string path = $"{ModelPaths.OfModel(name, version)}/infer";
        InferAnswer answer = await _calls.CallAsync("infer", async (server, token) =>
        {
            bool isBinary = await TakesBinaryAsync(server, token).ConfigureAwait(false);
            using TensorContent content = TensorContent.Of(inputs, isBinary);
            return await PostAsync(server, path, content, token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return new Predictions(answer.Outputs);
    }

    /// <summary>The versions that the first server has, and whether they answer: a call that Triton and KServe have, too.</summary>
    /// <exception cref="InferenceException">It does not tell, or cannot be reached.</exception>
    public async Task<IReadOnlyList<IndexedVersion>> GetIndexAsync(CancellationToken cancellationToken = default) =>
        IndexedVersion.Read(await _calls.CallAsync(
            "index", Repetition.Repeatable, HttpMethod.Post, ModelPaths.Index, "{}"u8.ToArray(), cancellationToken).ConfigureAwait(false));

    /// <summary>Lets the first server load a model.</summary>
    /// <exception cref="InferenceException">There is no such model, it cannot be loaded, or the service wants a token.</exception>
    public Task LoadAsync(string name, CancellationToken cancellationToken = default) => _calls.CallAsync(
        "load", Repetition.Repeatable, HttpMethod.Post, $"{ModelPaths.OfRepository(name)}/load", "{}"u8.ToArray(), cancellationToken);

    /// <summary>Lets the first server unload a model, which then answers nobody.</summary>
    /// <exception cref="InferenceException">There is no such model, or the service wants a token.</exception>
    public Task UnloadAsync(string name, CancellationToken cancellationToken = default) => _calls.CallAsync(
        "unload", Repetition.Repeatable, HttpMethod.Post, $"{ModelPaths.OfRepository(name)}/unload", "{}"u8.ToArray(), cancellationToken);

    /// <summary>Releases the connections that <see cref="Connect"/> made.</summary>
    public void Dispose() => _owned?.Dispose();

    private ILogger Logger => _options.Logger ?? NullLogger.Instance;

    private async Task<Predictions> PredictEventsAsync(PredictorMetadata model,
        VersionReference version, EntryBatch events, CancellationToken cancellationToken)
    {
        Schema columns = model.EventColumns ?? throw new InferenceException(
            InferenceFailure.InvalidRequest, $"The model '{model.Name}' carries no pipeline: it takes tensors, not raw events.")
        {
            Model = model.Name,
        };
        using Activity? activity = ClientTelemetry.StartPrediction(model.Name, events.EntryCount);
        List<List<Tensor>> answers = [];
        try
        {
            int done = 0;
            do
            {
                string path = $"{ModelPaths.OfModel(model.Name, version)}/events";
                (InferAnswer answer, int count) = await _calls.CallAsync("events",
                    (server, token) => SendEventsAsync(server, path, events, columns, done, token),
                    cancellationToken).ConfigureAwait(false);
                answers.Add(answer.Outputs);
                done += count;
                version = answer.Version;   // one batch is of one version, whatever answers by default meanwhile
            }
            while (done < events.EntryCount);
            Predictions predictions = EventsAnswer.Join(answers, events.Identities);
            ClientTelemetry.CountEvents(model.Name, events.EntryCount);
            return predictions;
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            foreach (Tensor output in answers.SelectMany(a => a)) output.Dispose();
        }
    }

    private async Task<(InferAnswer Answer, int Count)> SendEventsAsync(
        Server server, string path, EntryBatch events, Schema columns, int start, CancellationToken cancellationToken)
    {
        bool isBinary = await TakesBinaryAsync(server, cancellationToken).ConfigureAwait(false);
        using EventsContent part = EventsContent.Of(events, columns, start, _options.RequestBytes, isBinary);
        InferAnswer answer = await PostAsync(server, path, part.Content, cancellationToken).ConfigureAwait(false);
        EventsAnswer.Check(answer.Outputs, part.EntryCount);
        return (answer, part.EntryCount);
    }

    private async Task<InferAnswer> PostAsync(Server server, string path, HttpContent content, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _calls.SendAsync(server, HttpMethod.Post, path, content, cancellationToken)
            .ConfigureAwait(false);
        return await InferResponse.ReadAsync(server, answer, _options.AnswerBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A server is asked once, and again after it gave no answer.</summary>
    private async Task<bool> TakesBinaryAsync(Server server, CancellationToken cancellationToken)
    {
        if (_options.Format != TensorFormat.Automatic) return _options.Format == TensorFormat.Binary;
        if (server.TakesBinary is { } known) return known;
        bool isBinary = false;   // a call beside this one may forget what the server told
        try
        {
            byte[] answer = await _calls.ReadAsync(server, HttpMethod.Get, ModelPaths.Server, null, cancellationToken)
                .ConfigureAwait(false);
            isBinary = ServerMetadata.Read(answer).TakesBinary;
        }
        catch (InferenceException e) when (e.Failure is InferenceFailure.NotFound or InferenceFailure.InvalidRequest)
        {
            // KServe's models may stand behind a path that answers for nothing but them.
        }
        server.TakesBinary = isBinary;
        return isBinary;
    }

    private async Task<bool> IsAnyAsync(string path, CancellationToken cancellationToken)
    {
        foreach (Server server in _servers.All)
            if (await _calls.ProbeAsync(server, path, cancellationToken).ConfigureAwait(false)) return true;
        return false;
    }

    private async Task<ServerHealth> CheckAsync(Server server, CancellationToken cancellationToken)
    {
        bool isReady = await _calls.ProbeAsync(server, ModelPaths.Ready, cancellationToken).ConfigureAwait(false);
        if (isReady)
        {
            server.Succeeded();
        }
        else
        {
            server.Failed(null);
            server.TakesBinary = null;
        }
        return new ServerHealth(server.Address, isReady);
    }

    private Task<byte[]> GetAnywhereAsync(string call, string path, CancellationToken cancellationToken) =>
        _calls.CallAsync(call, Repetition.Anywhere, HttpMethod.Get, path, default, cancellationToken);

    private static Uri AddressOf(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.BaseAddress
            ?? throw new ArgumentException("The connections have no BaseAddress, which says where the service is.", nameof(http));
    }
}
