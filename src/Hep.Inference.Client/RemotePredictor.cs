using Hep.Jagged;

namespace Hep.Inference.Client;

/// <summary>A model behind a service. The client that made it stays its maker's.</summary>
/// <param name="metadata">What it takes and gives.</param>
/// <param name="predictTensors">Sends tensors.</param>
/// <param name="predictEvents">Sends raw events as they are: the service's pipeline is the model's own.</param>
internal sealed class RemotePredictor(PredictorMetadata metadata,
    Func<IReadOnlyList<Tensor>, CancellationToken, Task<Predictions>> predictTensors,
    Func<EntryBatch, CancellationToken, Task<Predictions>> predictEvents) : IPredictor
{
    public PredictorMetadata Metadata => metadata;

    public Task<Predictions> PredictAsync(EntryBatch events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        return predictEvents(events, cancellationToken);
    }

    public async Task<Predictions> PredictAsync(PaddedBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        IReadOnlyList<Tensor> inputs = new EventInputs(metadata.Inputs).Create(batch);
        try
        {
            using Predictions predictions = await predictTensors(inputs, cancellationToken).ConfigureAwait(false);
            return Predictions.OfEvents([.. predictions.Outputs.Select(o => o.Rename(o.Name))], batch.Selected, batch.Identities.Share());
        }
        finally
        {
            foreach (Tensor input in inputs) input.Dispose();
        }
    }

    public Task<Predictions> PredictAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return predictTensors(inputs, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
