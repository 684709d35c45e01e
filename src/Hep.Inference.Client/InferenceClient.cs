using System.Diagnostics;
using System.Globalization;
using Hep.Jagged;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Inference.Client;

/// <summary>
/// The inference service from a program: health, the repository of models, predictions. Safe for any number of callers at once;
/// one client for a service and an application is right.
/// </summary>
public sealed partial class InferenceClient : IDisposable
{
    private const string SelectedOutput = "selected";

    private readonly ServiceCalls _calls;
    private readonly InferenceClientOptions _options;
    private readonly Uri? _address;
    private readonly HttpClient? _owned;

    /// <summary>
    /// A client over a connection that the application configures, as <c>IHttpClientFactory</c> does; it stays the application's.
    /// </summary>
    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is the service, with a slash at the end where it has a path.</param>
    public InferenceClient(HttpClient http) : this(http, InferenceClientOptions.Default with { Retries = 0 }, isOwned: false) { }

    private InferenceClient(HttpClient http, InferenceClientOptions options, bool isOwned)
    {
        ArgumentNullException.ThrowIfNull(http);
        _calls = new ServiceCalls(http, options);
        _options = options;
        _address = http.BaseAddress;
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
        UriBuilder folder = new(address);
        if (!folder.Path.EndsWith('/')) folder.Path += "/";   // else the last part of a path would be dropped
        SocketsHttpHandler handler = new()
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            UseProxy = !address.IsLoopback,   // HTTP_PROXY of the environment is meant for other machines, and knows no service of this one
        };
        HttpClient http = new(handler)
        {
            BaseAddress = folder.Uri,
            Timeout = Timeout.InfiniteTimeSpan,   // each attempt has its own
        };
        return new InferenceClient(http, options ?? InferenceClientOptions.Default, isOwned: true);
    }

    /// <summary>Whether the service runs.</summary>
    public Task<bool> IsLiveAsync(CancellationToken cancellationToken = default) => _calls.ProbeAsync(ModelPaths.Live, cancellationToken);

    /// <summary>Whether the service takes requests.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) => _calls.ProbeAsync(ModelPaths.Ready, cancellationToken);

    /// <summary>Inputs, outputs and the columns of raw events; without a version those of the default one.</summary>
    /// <exception cref="InferenceException">There is no such model or version, or the service cannot be reached.</exception>
    public async Task<PredictorMetadata> GetMetadataAsync(string name, int? version = null, CancellationToken cancellationToken = default)
    {
        byte[] answer = await _calls.CallAsync(HttpMethod.Get, ModelPaths.OfModel(name, version), default, cancellationToken)
            .ConfigureAwait(false);
        return MetadataReader.Read(answer, version?.ToString(CultureInfo.InvariantCulture) ?? "");
    }

    /// <summary>
    /// The model as a predictor, which is asked as one in this process; without a version the default one of each moment answers.
    /// </summary>
    /// <exception cref="InferenceException">There is no such model or version, or the service cannot be reached.</exception>
    public async Task<IPredictor> GetPredictorAsync(string name, int? version = null, CancellationToken cancellationToken = default) =>
        new RemotePredictor(this, version, await GetMetadataAsync(name, version, cancellationToken).ConfigureAwait(false));

    /// <summary>Sends tensors and gets all outputs. The tensors stay the caller's.</summary>
    /// <exception cref="InferenceException">The service refused or failed.</exception>
    public async Task<Predictions> InferAsync(string name, IReadOnlyList<Tensor> inputs,
        int? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        string path = $"{ModelPaths.OfModel(name, version)}/infer";
        byte[] answer = await _calls.CallAsync(HttpMethod.Post, path, InferRequestWriter.Write(inputs), cancellationToken)
            .ConfigureAwait(false);
        return new Predictions(InferResponseReader.Read(answer));
    }

    /// <summary>Releases the connections that <see cref="Connect"/> made.</summary>
    public void Dispose() => _owned?.Dispose();

    private ILogger Logger => _options.Logger ?? NullLogger.Instance;

    internal async Task<Predictions> PredictEventsAsync(PredictorMetadata model,
        int? version, EntryBatch events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        Schema columns = model.EventColumns ?? throw new InferenceException(
            InferenceFailure.InvalidRequest, $"The model '{model.Name}' carries no pipeline: it takes tensors, not raw events.")
        {
            Model = model.Name,
        };
        string path = $"{ModelPaths.OfModel(model.Name, version)}/events";
        using Activity? activity = ClientTelemetry.StartPrediction(model.Name, events.EntryCount);
        EventsRequestWriter requests = new(events, columns, _options.RequestBytes);
        List<List<Tensor>> answers = [];
        try
        {
            while (!requests.IsDone)
            {
                byte[] answer = await _calls.CallAsync(HttpMethod.Post, path, requests.Next(), cancellationToken).ConfigureAwait(false);
                answers.Add(InferResponseReader.Read(answer));
            }
            Predictions predictions = Join(answers, events);
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

    private static Predictions Join(List<List<Tensor>> answers, EntryBatch events)
    {
        List<Tensor> outputs = [.. answers[0].Select((_, i) => Tensor.Concat([.. answers.Select(a => a[i])]))];
        int place = outputs.FindIndex(o => o.Name == SelectedOutput);
        if (place < 0 || outputs[place].RowCount != events.EntryCount)
            throw new InferenceException(InferenceFailure.Internal,
                $"The service's answer tells of {outputs[0].RowCount} events, {events.EntryCount} were sent.");
        using Tensor selected = outputs[place];
        outputs.RemoveAt(place);
        return new Predictions(outputs, selected.Get<bool>().ToArray(), events.Identities.Share());
    }
}
