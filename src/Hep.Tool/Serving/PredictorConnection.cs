using Hep.Inference;
using Hep.Inference.Client;
using Hep.Inference.OnnxRuntime;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Tool.Arguments;
using Hep.Tool.Scores;
using Hep.Tool.Terminal;

namespace Hep.Tool.Serving;

/// <summary>A model to ask, and what has to be closed after it.</summary>
internal sealed class PredictorConnection : IAsyncDisposable
{
    private readonly InferenceClient? _client;

    private readonly IReadOnlyList<OnnxPredictor> _loaded;

    private PredictorConnection(IPredictor predictor, IReadOnlyList<OnnxPredictor> loaded, InferenceClient? client)
    {
        Predictor = predictor;
        _loaded = loaded;
        _client = client;
    }

    /// <summary>The model.</summary>
    public IPredictor Predictor { get; }

    /// <summary>
    /// Opens what a command line names: a file, a model behind a service, or the files of all models of a training on folds.
    /// </summary>
    /// <param name="models">One, or several files.</param>
    /// <param name="areSkims">Whether the events were trained on, and stand in other files since.</param>
    /// <param name="isOneVersion">Whether a service is to answer with one version throughout, where none is named.</param>
    /// <param name="call">How to open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PredictorConnection> OpenAsync(
        IReadOnlyList<string> models, bool areSkims, bool isOneVersion, Invocation call, CancellationToken cancellationToken)
    {
        if (models.Count == 1 && ServiceClient.IsUrl(models[0])) return await ConnectAsync(models[0], isOneVersion, cancellationToken);
        List<OnnxPredictor> loaded = [];
        try
        {
            foreach (string model in models) loaded.Add(Load(model, call));
            return new PredictorConnection(loaded is [var only] ? only
                : new FoldedPredictor([.. loaded.Select(m => new FoldModel(m, m.Card))]) { AreSkims = areSkims }, loaded, null);
        }
        catch
        {
            foreach (OnnxPredictor model in loaded) await model.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the model's outputs mean; a service is asked for what the version says that was opened.</summary>
    public async Task<ModelMeaning> GetMeaningAsync(CancellationToken cancellationToken)
    {
        if (_client is null)
            return new ModelMeaning(_loaded[0].Card?.Heads ?? [],
                [.. _loaded.OrderBy(m => m.Card?.Fold?.Fold).Select(m => m.Pipeline).OfType<FeaturePipeline>()]);
        (string name, string version) = (Predictor.Metadata.Name, Predictor.Metadata.Version);
        string? card = await TellAsync(_client.GetCardAsync(name, version, cancellationToken));
        string? pipeline = await TellAsync(_client.GetPipelineAsync(name, version, cancellationToken));
        return new ModelMeaning(card is null ? [] : ModelCard.FromJson(card).Heads,
            pipeline is null ? [] : [FeaturePipeline.FromJson(pipeline)]);

        static async Task<string?> TellAsync(Task<string> asked)
        {
            try
            {
                return await asked;
            }
            catch (InferenceException failure) when (failure.Failure == InferenceFailure.NotFound)
            {
                return null;        // not every model has both
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Predictor.DisposeAsync();
        _client?.Dispose();
    }

    private static OnnxPredictor Load(string model, Invocation call)
    {
        if (ServiceClient.IsUrl(model))
            throw ToolException.Usage($"'{model}' is behind a service, which does not know of folds: several models are files.");
        string path = call.FullPath(model);
        if (!File.Exists(path)) throw new ToolException($"There is no model '{path}'.");
        return OnnxPredictor.Load(path, OnnxPredictorOptions.Default with { Workers = call.Threads });
    }

    private static async Task<PredictorConnection> ConnectAsync(string model, bool isOneVersion, CancellationToken cancellationToken)
    {
        ModelAddress address = ModelAddress.Parse(model);
        InferenceClient client = ServiceClient.Connect(address.Service);
        try
        {
            return new PredictorConnection(await address.OpenAsync(client, isOneVersion, cancellationToken), [], client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
