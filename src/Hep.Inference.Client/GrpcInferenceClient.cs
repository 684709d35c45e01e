using Hep.Inference.Protobuf;
using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>
/// A server of the Open Inference Protocol over gRPC: Triton, KServe, and this family's service on its port for gRPC. Tensors are binary.
/// Safe for any number of callers at once; one client for a service and an application is right. Raw events and the repository of models
/// go over HTTP: <see cref="InferenceClient"/>.
/// </summary>
public sealed class GrpcInferenceClient : IDisposable
{
    private readonly ServerPool _servers;
    private readonly GrpcCalls _calls;

    private GrpcInferenceClient(Uri address, InferenceClientOptions options)
    {
        _servers = new ServerPool(address, options.Fallbacks);
        _calls = new GrpcCalls(_servers, options);
    }

    /// <summary>A client with connections of its own. Nothing is sent yet.</summary>
    /// <param name="address">The server: <c>http://127.0.0.1:8501</c>, or https.</param>
    /// <param name="options">Token, servers to fall back on, retries, timeouts.</param>
    public static GrpcInferenceClient Connect(Uri address, InferenceClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new GrpcInferenceClient(address, options ?? InferenceClientOptions.Default);
    }

    /// <summary>Whether a server runs: the first, or one to fall back on.</summary>
    public Task<bool> IsLiveAsync(CancellationToken cancellationToken = default) =>
        IsAnyAsync(async (server, token) =>
            (await _calls.SendAsync(server, (c, o) => c.ServerLiveAsync(new(), o), token).ConfigureAwait(false)).Live, cancellationToken);

    /// <summary>Whether a server takes requests: the first, or one to fall back on.</summary>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) => IsAnyAsync(IsReadyAsync, cancellationToken);

    /// <summary>Asks every server whether it takes requests, the first one first; predictions go where one does.</summary>
    public async Task<IReadOnlyList<ServerHealth>> CheckServersAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(_servers.All.Select(async server =>
        {
            bool isReady = await _calls.IsTrueAsync(server, IsReadyAsync, cancellationToken).ConfigureAwait(false);
            if (isReady) server.Succeeded();
            else server.Failed(null);
            return new ServerHealth(server.Address, isReady);
        })).ConfigureAwait(false);

    /// <summary>Whether a server takes requests for a model, now; false, too, where there is none of the name.</summary>
    public Task<bool> IsModelReadyAsync(string name, VersionReference version = default, CancellationToken cancellationToken = default)
    {
        ModelReadyRequest request = new() { Name = name, Version = version.ToString() };
        return IsAnyAsync(async (server, token) =>
            (await _calls.SendAsync(server, (c, o) => c.ModelReadyAsync(request, o), token).ConfigureAwait(false)).Ready,
            cancellationToken);
    }

    /// <summary>What the server is, and what it can do beyond the protocol.</summary>
    /// <exception cref="InferenceException">It cannot be reached.</exception>
    public async Task<ServerMetadata> GetServerAsync(CancellationToken cancellationToken = default)
    {
        ServerMetadataResponse server = await _calls.CallAsync(
            "server", Repetition.Anywhere, (c, o) => c.ServerMetadataAsync(new(), o), cancellationToken).ConfigureAwait(false);
        return new ServerMetadata(server.Name, server.Version, [.. server.Extensions]);
    }

    /// <summary>Inputs and outputs.</summary>
    /// <exception cref="InferenceException">There is no such model or version, or the server cannot be reached.</exception>
    public async Task<PredictorMetadata> GetMetadataAsync(
        string name, VersionReference version = default, CancellationToken cancellationToken = default)
    {
        ModelMetadataRequest request = new() { Name = name, Version = version.ToString() };
        ModelMetadataResponse model = await _calls.CallAsync(
            "metadata", Repetition.Anywhere, (c, o) => c.ModelMetadataAsync(request, o), cancellationToken).ConfigureAwait(false);
        return new PredictorMetadata
        {
            Name = model.Name,
            Version = version.ToString(),
            Inputs = [.. model.Inputs.Select(Signature)],
            Outputs = [.. model.Outputs.Select(Signature)],
        };
    }

    /// <summary>The model as a predictor of tensors and padded batches; raw events it refuses.</summary>
    /// <exception cref="InferenceException">There is no such model or version, or the server cannot be reached.</exception>
    public async Task<IPredictor> GetPredictorAsync(
        string name, VersionReference version = default, CancellationToken cancellationToken = default)
    {
        PredictorMetadata metadata = await GetMetadataAsync(name, version, cancellationToken).ConfigureAwait(false);
        return new RemotePredictor(metadata, (inputs, token) => InferAsync(name, inputs, version, token),
            (EntryBatch _, CancellationToken _) => Task.FromException<Predictions>(new InferenceException(InferenceFailure.InvalidRequest,
                $"Over gRPC the model '{name}' takes tensors: raw events go over HTTP, InferenceClient.Connect(…).") { Model = name }));
    }

    /// <summary>Sends tensors and gets all outputs. The tensors stay the caller's.</summary>
    /// <exception cref="InferenceException">The server refused or failed.</exception>
    public async Task<Predictions> InferAsync(string name, IReadOnlyList<Tensor> inputs,
        VersionReference version = default, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(inputs);
        ModelInferRequest request = GrpcTensors.Write(name, version, inputs);
        return new Predictions(GrpcTensors.Read(await _calls.CallAsync(
            "infer", Repetition.Anywhere, (c, o) => c.ModelInferAsync(request, o), cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>The versions that the first server has, and whether they answer.</summary>
    /// <exception cref="InferenceException">It does not tell, or cannot be reached.</exception>
    public async Task<IReadOnlyList<IndexedVersion>> GetIndexAsync(CancellationToken cancellationToken = default)
    {
        RepositoryIndexResponse index = await _calls.CallAsync("index", Repetition.Repeatable,
            (c, o) => c.RepositoryIndexAsync(new(), o), cancellationToken).ConfigureAwait(false);
        return [.. index.Models.Select(m => new IndexedVersion(m.Name, m.Version, m.State, m.Reason))];
    }

    /// <summary>Lets the first server load a model.</summary>
    /// <exception cref="InferenceException">There is no such model, it cannot be loaded, or the server wants a token.</exception>
    public Task LoadAsync(string name, CancellationToken cancellationToken = default) => _calls.CallAsync("load", Repetition.Repeatable,
        (c, o) => c.RepositoryModelLoadAsync(new() { ModelName = name }, o), cancellationToken);

    /// <summary>Lets the first server unload a model, which then answers nobody.</summary>
    /// <exception cref="InferenceException">There is no such model, or the server wants a token.</exception>
    public Task UnloadAsync(string name, CancellationToken cancellationToken = default) => _calls.CallAsync("unload", Repetition.Repeatable,
        (c, o) => c.RepositoryModelUnloadAsync(new() { ModelName = name }, o), cancellationToken);

    /// <summary>Releases the connections.</summary>
    public void Dispose() => _calls.Dispose();

    private async Task<bool> IsReadyAsync(Server server, CancellationToken cancellationToken) =>
        (await _calls.SendAsync(server, (c, o) => c.ServerReadyAsync(new(), o), cancellationToken).ConfigureAwait(false)).Ready;

    private async Task<bool> IsAnyAsync(Func<Server, CancellationToken, Task<bool>> ask, CancellationToken cancellationToken)
    {
        foreach (Server server in _servers.All)
            if (await _calls.IsTrueAsync(server, ask, cancellationToken).ConfigureAwait(false)) return true;
        return false;
    }

    private static TensorSignature Signature(ModelMetadataResponse.Types.TensorMetadata tensor) =>
        TensorTypes.TryParse(tensor.Datatype, out TensorType type)
            ? new TensorSignature(tensor.Name, type, [.. tensor.Shape])
            : throw new InferenceException(InferenceFailure.Internal, $"The server's tensor '{tensor.Name}' is of '{tensor.Datatype}'.");
}
