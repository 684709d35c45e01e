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

    /// <summary>Opens what a command line names: a file, or a model behind a service.</summary>
    public static async Task<PredictorConnection> OpenAsync(string model, Invocation call, CancellationToken cancellationToken)
    {
        if (!ServiceClient.IsUrl(model))
        {
            string path = call.FullPath(model);
            if (!File.Exists(path)) throw new ToolException($"There is no model '{path}'.");
            return new PredictorConnection(OnnxPredictor.Load(path, OnnxPredictorOptions.Default with { Workers = call.Threads }), null);
        }
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Predictor.DisposeAsync();
        _client?.Dispose();
    }
}
