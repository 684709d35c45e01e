using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>A model behind the service: raw events travel as they are, and the service's pipeline is the model's own.</summary>
internal sealed class RemotePredictor(InferenceClient client, int? version, PredictorMetadata metadata) : IPredictor
{
    public PredictorMetadata Metadata => metadata;

    public Task<Predictions> PredictAsync(EntryBatch events, CancellationToken cancellationToken = default) =>
        client.PredictEventsAsync(metadata, version, events, cancellationToken);

    public async Task<Predictions> PredictAsync(PaddedBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        IReadOnlyList<Tensor> inputs = new EventInputs(metadata.Inputs).Create(batch);
        try
        {
            using Predictions predictions = await client.InferAsync(metadata.Name, inputs, version, cancellationToken)
                .ConfigureAwait(false);
            return Predictions.OfEvents([.. predictions.Outputs.Select(o => o.Rename(o.Name))], batch.Selected, batch.Identities.Share());
        }
        finally
        {
            foreach (Tensor input in inputs) input.Dispose();
        }
    }

    public Task<Predictions> PredictAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken = default) =>
        client.InferAsync(metadata.Name, inputs, version, cancellationToken);

    /// <summary>The client is its maker's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
