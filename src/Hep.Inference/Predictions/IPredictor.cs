using Hep.Jagged;

namespace Hep.Inference;

/// <summary>
/// A model that predicts, in this process or behind a service: the same call. Safe for any number of callers at once;
/// disposing waits for the calls under way.
/// </summary>
public interface IPredictor : IAsyncDisposable
{
    /// <summary>Name, version, inputs and outputs.</summary>
    PredictorMetadata Metadata { get; }

    /// <summary>
    /// Takes raw events through the model's whole pipeline, cuts included: one prediction an event, in order. Events that fail
    /// the cut keep their row, not selected and with NaN in each floating-point output. The batch stays the caller's.
    /// </summary>
    /// <exception cref="InferenceException">The model has no pipeline, or failed.</exception>
    /// <exception cref="PipelineException">Columns are missing or do not fit.</exception>
    Task<Predictions> PredictAsync(EntryBatch events, CancellationToken cancellationToken = default);

    /// <summary>
    /// Predicts from a batch that the model's own pipeline made, or one with the same cells: one prediction an entry, in order,
    /// with NaN where an entry is not selected. The batch stays the caller's.
    /// </summary>
    /// <exception cref="InferenceException">The model has no pipeline, another number of cells, or failed.</exception>
    Task<Predictions> PredictAsync(PaddedBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Predicts from tensors, each input of the model once, in any order. They stay the caller's.</summary>
    /// <exception cref="InferenceException">Names, types or shapes do not fit the model, or it failed.</exception>
    Task<Predictions> PredictAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken = default);
}
