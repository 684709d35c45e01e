using Hep.Jagged;

namespace Hep.Inference;

/// <summary>
/// The inputs that a pipeline makes for a model of this family, by name: <c>features</c> [n, cells] and <c>mask</c> [n, cells],
/// <c>tokens_C</c> [n, slots, columns] and <c>mask_C</c> [n, slots] of a collection C, and the grids <c>grid</c>, <c>grid_0</c>, …
/// [n, channels, y, x]. Masks are 1 where there is a value of the data, or an object, and 0 elsewhere. A model uses some of them.
/// </summary>
public sealed class EventInputs
{
    private readonly IReadOnlyList<TensorSignature> _inputs;
    private readonly EventInput[] _kinds;

    /// <summary>Checks that a pipeline can make all inputs of a model.</summary>
    /// <exception cref="InferenceException">
    /// The model has another input, or one of another form: <see cref="InferenceFailure.InvalidModel"/>.
    /// </exception>
    public EventInputs(IReadOnlyList<TensorSignature> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _inputs = inputs;
        _kinds = [.. inputs.Select(EventInput.Of)];
    }

    /// <summary>Checks names and sizes against what a pipeline makes.</summary>
    /// <exception cref="InferenceException">
    /// The model wants what it does not make, or another size: <see cref="InferenceFailure.InvalidModel"/>.
    /// </exception>
    public void Check(FeaturePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        for (int i = 0; i < _kinds.Length; i++)
        {
            long[] made = _kinds[i].ShapeOf(pipeline) ?? throw new InferenceException(InferenceFailure.InvalidModel,
                $"The model wants '{_inputs[i]}', its pipeline makes no such input.");
            if (!_inputs[i].Fits([1, .. made]))
                throw new InferenceException(InferenceFailure.InvalidModel,
                    $"The model wants '{_inputs[i]}', its pipeline makes [-1, {string.Join(", ", made)}].");
        }
    }

    /// <summary>The model's inputs in its order. Features and grids are views of the batch, which must live as long.</summary>
    /// <exception cref="PipelineException">The batch has no such collection or grid.</exception>
    public IReadOnlyList<Tensor> Create(PaddedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Tensor[] tensors = new Tensor[_kinds.Length];
        try
        {
            for (int i = 0; i < tensors.Length; i++) tensors[i] = _kinds[i].Create(batch);
            return tensors;
        }
        catch
        {
            foreach (Tensor? tensor in tensors) tensor?.Dispose();
            throw;
        }
    }
}
