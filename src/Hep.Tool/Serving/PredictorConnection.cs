using Hep.Inference;
using Hep.Inference.Client;
using Hep.Inference.OnnxRuntime;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Serving;

/// <summary>A model to ask, and what has to be closed after it.</summary>
internal sealed class PredictorConnection : IAsyncDisposable
{
    private readonly InferenceClient? _client;

    private PredictorConnection(IPredictor predictor, InferenceClient? client)
    {
        Predictor = predictor;
        _client = client;
    }

    /// <summary>The model.</summary>
    public IPredictor Predictor { get; }

    /// <summary>
    /// Opens what a command line names: a file, a model behind a service, or the files of all models of a training on folds.
    /// </summary>
    /// <param name="models">One, or several files.</param>
    /// <param name="areSkims">Whether the events were trained on, and stand in other files since.</param>
    /// <param name="call">How to open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PredictorConnection> OpenAsync(
        IReadOnlyList<string> models, bool areSkims, Invocation call, CancellationToken cancellationToken)
    {
        if (models.Count == 1 && ServiceClient.IsUrl(models[0])) return await ConnectAsync(models[0], cancellationToken);
        List<OnnxPredictor> loaded = [];
        try
        {
            foreach (string model in models) loaded.Add(Load(model, call));
            return new PredictorConnection(loaded is [var only] ? only
                : new FoldedPredictor([.. loaded.Select(m => new FoldModel(m, m.Card))]) { AreSkims = areSkims }, null);
        }
        catch
        {
            foreach (OnnxPredictor model in loaded) await model.DisposeAsync();
            throw;
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

    private static async Task<PredictorConnection> ConnectAsync(string model, CancellationToken cancellationToken)
    {
        ModelAddress address = ModelAddress.Parse(model);
        InferenceClient client = ServiceClient.Connect(address.Service);
        try
        {
            return new PredictorConnection(await address.OpenAsync(client, cancellationToken), client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
